"""The notebook of the sales meeting in JupyterLab, in a real browser: besides, focus, haste, the whole page and lists."""

import json
import time

from kpi_helpers.explore.choices import options_of
from kpi_helpers.report.outputs.segments import period_text
from tests.explore.in_jupyterlab import SAID, InJupyterLab, assert_shows, saved
from tests.explore.lab import WAIT, squeezed

_IN_ONE_GO = """node => [1, 2, 3, 4].forEach(place => {
  node.selectedIndex = place;
  node.dispatchEvent(new Event('change', {bubbles: true}));
})"""

_HAS_VISIBLE_FOCUS = """node => {
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return node === document.activeElement && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
}"""
_CONTRASTS = """box => {
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(part => part / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(box.closest('.jp-Notebook')).backgroundColor);
  const contrast = color => (Math.max(light(color), ground) + 0.05) / (Math.min(light(color), ground) + 0.05);
  const words = [...box.querySelectorAll('figure svg text')].slice(0, 3).map(node => getComputedStyle(node).fill);
  return [getComputedStyle(box.querySelector('.answer')).color, ...words].map(contrast);
}"""
_SAYS_BEFORE = "box => getComputedStyle(box, '::before').content"


class TestSalesSync(InJupyterLab):
    meeting = "sales_sync"

    def test_focus_stays_and_of_several_quick_changes_the_last_is_shown(self, opened):
        live = opened.notebook.section("conditions")
        months, drawn = live.control(SAID["month"]), live.drawn
        _, day = options_of("month", opened.sections.meeting)[4]
        months.focus()
        months.evaluate(_IN_ONE_GO)
        expected = opened.sections.expected("conditions", {"month": day})
        live.wait_until_it_says(expected.sentence)
        assert_shows(live, expected)
        assert live.drawn <= drawn + 2  # the first may have been begun before the others came
        months.press("Home")
        live.wait_until_it_says(opened.sections.by_key["conditions"].sentence)
        drawn = live.drawn
        months.press("ArrowDown")
        live.wait_beyond(drawn)
        assert live.chosen(SAID["month"]) == options_of("month", opened.sections.meeting)[1][0]
        assert months.evaluate(_HAS_VISIBLE_FOCUS)
        months.press("Home")
        live.wait_beyond(drawn + 1)

    def test_a_choice_can_hold_for_the_whole_page_and_be_kept(self, opened, server):
        live, other = opened.notebook.section("opportunities"), opened.notebook.section("quadrants")
        drawn = other.drawn
        live.control(SAID["whole_page"]).check()
        live.choose(SAID["team"], "SDR")
        other.wait_beyond(drawn)
        assert other.chosen(SAID["team"]) == "SDR"
        assert_shows(other, opened.sections.expected("quadrants", {"team": "SDR"}))
        live.press(SAID["keep"])
        for button, suffix in (("keep_png", "png"), ("keep_excel", "xlsx")):
            live.press(SAID[button])
            live.box.locator(".kpi-kept", has_text=f"2026-11-20 opportunities SDR.{suffix}").wait_for(timeout=WAIT)
            assert (server.folder / "kept" / f"2026-11-20 opportunities SDR.{suffix}").stat().st_size > 5_000
        live.press(SAID["keep"])
        live.press(SAID["reset"])
        other.wait_beyond(drawn + 1)
        assert_shows(other, opened.sections.by_key["quadrants"])
        live.control(SAID["whole_page"]).uncheck()

    def test_a_number_that_is_pressed_leads_to_its_rows(self, opened):
        quadrants, conversion = (opened.notebook.section(key) for key in ("quadrants", "conversion"))
        table = quadrants.box.locator(".kpi-view .scroll").last
        quadrants.box.locator(".kpi-view .kpi-section > details > summary").last.click()
        line = table.locator("tbody tr").first.locator("td")
        line.nth(1).click()
        told = quadrants.box.locator(".kpi-told")
        told.filter(has_text="進行中").wait_for(timeout=WAIT)
        open_deals = line.nth(1).text_content()
        assert f"{open_deals}／明細{open_deals.removesuffix('件')}行" in squeezed(told.text_content())
        # By keyboard: into the table, one cell to the right, and its rows.
        table.focus()
        for key in ("Enter", "ArrowRight", "ArrowLeft", "ArrowLeft", "Enter"):
            quadrants.box.page.keyboard.press(key)
        assert line.nth(0).evaluate("node => node === document.activeElement")
        told.filter(has_text=f"：{line.nth(0).text_content()} ／ 明細").wait_for(timeout=WAIT)
        # A mark: the largest cell of the triangle, in the row of its leads' month and in the column of their opportunities'.
        numbers = opened.sections.by_key["conversion"].numbers
        cells = numbers[numbers["kpi"].eq("cohort_opportunities")]
        largest = cells.loc[cells["value"].idxmax()]
        shown = f"{largest['value']:.0f}"
        conversion.box.locator(".kpi-view svg text").get_by_text(shown, exact=True).click()
        told = conversion.box.locator(".kpi-told", has_text=f"：{shown}件 ／ 明細 {shown} 行")
        told.wait_for(timeout=WAIT)
        assert conversion.chosen(SAID["period"]) == period_text(largest["period"], "ja")

    def test_rows_are_sorted_filtered_and_saved(self, opened):
        live = opened.notebook.section("quadrants")
        toggle = live.box.get_by_role("button", name=SAID["drill"])
        if "mod-active" not in toggle.get_attribute("class"):
            toggle.click()
        table = live.box.locator(".kpi-rows table")
        table.wait_for(timeout=WAIT)
        live.choose(SAID["sort"], "金額")
        live.control(SAID["descending"]).check()
        table.locator("caption", has_text="金額の降順").wait_for(timeout=WAIT)
        header, lines = saved(live)
        amounts = [float(line[header.index("金額")]) for line in lines if line[header.index("金額")]]
        assert amounts == sorted(amounts, reverse=True) and len(set(amounts)) > 1
        live.choose(SAID["filter"], lines[-1][0])
        table.locator("caption", has_text="1 行を表示（全 1 行").wait_for(timeout=WAIT)
        assert saved(live) == (header, lines[-1:])

    def test_on_a_small_screen_bar_and_figure_are_seen_together(self, opened):
        page, live = opened.notebook.page, opened.notebook.section("opportunities")
        page.set_viewport_size({"width": 1280, "height": 720})
        live.box.locator(".kpi-bar").evaluate("bar => bar.scrollIntoView({block: 'start'})")
        bar, answer, figure = (
            live.box.locator(part).first.bounding_box() for part in (".kpi-bar", ".answer", "figure")
        )
        assert bar["y"] < answer["y"] < figure["y"] < 720 - 100
        assert live.box.evaluate("box => box.scrollWidth <= box.clientWidth")
        headings = page.locator(".jp-Notebook :is(h1, h2)").all_text_contents()
        asked = [section.question for section in opened.sections.by_key.values()]
        assert len(set(headings)) == len(headings) and [text for text in headings if text in asked] == asked

    def test_figures_follow_the_dark_theme(self, opened):
        page, live = opened.notebook.page, opened.notebook.section("opportunities")
        opened.notebook.choose_from_menu("Settings", "Theme", "JupyterLab Dark")
        page.locator("body[data-jp-theme-light=false]").wait_for(state="attached", timeout=WAIT)
        assert min(live.box.evaluate(_CONTRASTS)) >= 4.5

    def test_saved_it_holds_nothing_shown_and_offline_or_after_a_restart_the_controls_say_so(self, opened, server):
        page, live = opened.notebook.page, opened.notebook.section("opportunities")
        file = server.folder / "sales_sync.ipynb"
        before, until = file.stat().st_mtime_ns, time.monotonic() + WAIT / 1000
        opened.notebook.choose_from_menu("File", "Save Notebook")
        # Written in one go or not: whole once it ends as a notebook does.
        while file.stat().st_mtime_ns == before or not file.read_text("utf-8").rstrip().endswith("}"):
            assert time.monotonic() < until
            page.wait_for_timeout(50)
        saved_as = json.loads(file.read_text("utf-8"))
        assert not any(cell.get("outputs") for cell in saved_as["cells"]) and "widgets" not in saved_as["metadata"]
        page.evaluate("cut(true)")
        page.locator(".kpi-offline").wait_for(state="attached", timeout=WAIT)
        assert "JupyterLab との接続が切れています" in live.box.evaluate(_SAYS_BEFORE)
        page.evaluate("cut(false)")
        page.locator(".kpi-offline").wait_for(state="detached", timeout=2 * WAIT)
        drawn = live.drawn
        live.choose(SAID["team"], "SDR")
        live.wait_beyond(drawn)
        opened.notebook.choose_from_menu("Kernel", "Restart Kernel…")
        page.get_by_role("button", name="Confirm Kernel Restart").click()
        live.box.and_(page.locator(".jupyter-widgets-disconnected")).wait_for(state="attached", timeout=WAIT)
        assert "カーネルが再起動したため" in live.box.evaluate(_SAYS_BEFORE)
