"""A figure as SVG: matplotlib lays it out, and what it would paint is written down as a few plain shapes.

matplotlib's own SVG repeats a style at every stroke, cuts by ids that collide on a page of many figures, and weighs
six times as much. Here words stay words, colours are those of `style.PALETTE` (a page gives each its own value for
light, dark, forced colours and paper), what lies outside the axes is cut off by geometry, and nothing has an id.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform

from kpi_helpers.charts.canvas import Sheet, is_emphasised
from kpi_helpers.charts.style import BASE, INK, style
from kpi_helpers.charts.text_placement import follows

PIXELS_PER_INCH = 96
_PER_POINT = PIXELS_PER_INCH / 72
_STRIPE = 5.0
"""Pixels from one stripe of a hatched bar to the next."""

_ANCHORS = {"left": None, "center": "middle", "right": "end"}
_CAPS = {"butt": None, "round": "round", "projecting": "square"}


@dataclass
class Shape:
    """One element of a drawing: its tag, its attributes, and the words or shapes in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Shape | str] = field(default_factory=list)


def to_svg(figure: Figure | SubFigure) -> Shape:
    """Draw a figure as an ``svg`` of plain shapes, one unit a CSS pixel.

    Title and footnote are not drawn: a page sets them as text of its own, see `canvas.Sheet`. Neither a date nor a
    random salt gets into it: the same figure gives the same shapes from run to run.

    Raises
    ------
    NotImplementedError
        When the figure holds a picture of pixels, which has no shapes.
    UserWarning
        When a text of a `Sheet` holds a glyph that the font lacks: a label has bypassed `safe_label`.

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> from kpi_helpers.charts.text_placement import write
    >>> ax = axes(None, height=1)
    >>> _ = write(ax, (0.5, 0.5), "12%", ha="center")
    >>> drawing = to_svg(ax.figure)
    >>> drawing.tag, drawing.attributes["viewBox"], drawing.children[-1].children
    ('svg', '0 0 832 96', ['12%'])
    """
    figure = cast(Figure, figure)
    with style(), warnings.catch_warnings(), _as_drawing(figure):
        # Somebody's own figure is set in the reader's font, whatever the one it was measured by lacks.
        warnings.filterwarnings("error" if isinstance(figure, Sheet) else "ignore", message="Glyph .* missing")
        figure.set_dpi(PIXELS_PER_INCH)
        canvas = _Canvas(figure)
        figure.draw(canvas.renderer)
        width, height = (_number(size) for size in canvas.renderer.get_canvas_width_height())
        look = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
        look |= {"fill": to_hex(INK), "font-size": _number(BASE * _PER_POINT), "stroke-linejoin": "round"}
        return Shape("svg", look, canvas.renderer.finished())


@contextmanager
def _as_drawing(figure: Figure) -> Iterator[None]:
    # The page is the background.
    hidden = [text for text in (figure._suptitle, figure._supxlabel) if text is not None]  # type: ignore[attr-defined]  # matplotlib sets both
    for artist in (*hidden, figure.patch):
        artist.set_visible(False)
        artist.set_in_layout(False)
    try:
        yield
    finally:
        for artist in (*hidden, figure.patch):
            artist.set_visible(True)
            artist.set_in_layout(True)


class _Canvas(FigureCanvasBase):
    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.renderer = _Renderer(*(size * PIXELS_PER_INCH for size in figure.get_size_inches()))

    def get_renderer(self) -> _Renderer:
        return self.renderer


class _Renderer(RendererBase):
    """Collects the shapes; paths of one look that follow each other become one."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._size = (width, height)
        self._flip = Affine2D().scale(1, -1).translate(0, height)
        self._shapes: list[Shape] = []
        self._texts: dict[int, Shape] = {}

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def points_to_pixels(self, points: Any) -> Any:
        return points * _PER_POINT

    def finished(self) -> list[Shape | str]:
        return list(self._shapes)

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        frame = gc.get_clip_rectangle()
        clip = None if frame is None else Bbox.from_extents(*self._flip.transform(frame.get_points()).ravel())
        moved = _clipped(path.transformed(transform + self._flip), clip, filled=rgbFace is not None)
        line = _commands(moved)
        if not line:
            return
        fill = None if rgbFace is None else _fill(gc, rgbFace)
        stroke = _stroke(gc)
        if fill or stroke:
            self._add(line, {**(fill or {"fill": "none"}), **stroke})
        if gc.get_hatch():
            stripes = _stripes(moved.get_extents())
            self._add(stripes, {"fill": "none", "stroke": _hex(gc.get_hatch_color()), "stroke-width": "1.2"})

    def _add(self, line: str, look: dict[str, str]) -> None:
        last = self._shapes[-1] if self._shapes else None
        if last is not None and last.tag == "path" and {**last.attributes, "d": ""} == {"d": "", **look}:
            last.attributes["d"] += line
        elif line:
            self._shapes.append(Shape("path", {"d": line, **look}))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        if not s.strip():
            return
        if ismath:
            # Of somebody's own figure: formulas are drawn, not written.
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        look = _letters(gc, prop, bold=is_emphasised(mtext))
        before = None if mtext is None else follows(mtext)
        if mtext is not None and before is not None and id(before[0]) in self._texts:
            shape = self._texts[id(mtext)] = self._texts[id(before[0])]
            look.setdefault("fill", to_hex(INK)) if "fill" in shape.attributes else None
            if "font-size" in shape.attributes:
                look.setdefault("font-size", _number(BASE * _PER_POINT))
            if "font-weight" in shape.attributes:
                look.setdefault("font-weight", "400")
            shape.children.append(Shape("tspan", {"dx": _number(before[1] * _PER_POINT), **look}, [s]))
            return
        side = "left" if mtext is None else mtext.get_horizontalalignment()
        width, _, _ = self.get_text_width_height_descent(s, prop, False)
        # A turned text starts where it is; the others keep their side in whatever font the reader has.
        x += 0.0 if angle else {"left": 0.0, "center": width / 2, "right": width}[side]
        anchor = None if angle else _ANCHORS[side]
        place = {"x": _number(x), "y": _number(y), **({"text-anchor": anchor} if anchor else {})}
        if angle:
            place["transform"] = f"rotate({_number(-angle)} {place['x']} {place['y']})"
        shape = Shape("text", {**place, **look}, [s])
        self._shapes.append(shape)
        if mtext is not None:
            self._texts[id(mtext)] = shape


def _letters(gc: GraphicsContextBase, prop: FontProperties, *, bold: bool) -> dict[str, str]:
    look, size, colour = {}, _number(prop.get_size_in_points() * _PER_POINT), _hex(gc.get_rgb())
    if size != _number(BASE * _PER_POINT):
        look["font-size"] = size
    if colour != to_hex(INK):
        look["fill"] = colour
    if bold:
        look["font-weight"] = "700"
    return look


def _fill(gc: GraphicsContextBase, face: Any) -> dict[str, str]:
    opacity = gc.get_alpha() if gc.get_forced_alpha() else face[3] if len(face) > 3 else 1.0
    if not opacity:
        return {}
    return {"fill": _hex(face), **({} if opacity == 1 else {"fill-opacity": _number(opacity, 2)})}


def _stroke(gc: GraphicsContextBase) -> dict[str, str]:
    width, colour = gc.get_linewidth() * _PER_POINT, gc.get_rgb()
    if not width or not colour[3]:
        return {}
    look = {"stroke": _hex(colour), "stroke-width": _number(width)}
    if colour[3] != 1:
        look["stroke-opacity"] = _number(colour[3], 2)
    dashes: Any = gc.get_dashes()[1]
    if dashes is not None:
        look["stroke-dasharray"] = " ".join(_number(length * _PER_POINT) for length in dashes)
    if cap := _CAPS[str(gc.get_capstyle())]:
        look["stroke-linecap"] = cap
    return look


def _clipped(path: Path, clip: Bbox | None, *, filled: bool) -> Path:
    """What of a path lies within the axes; marks and other curves are drawn whole."""
    if clip is None or _curved(path):
        return path
    box = path.get_extents()
    if box.x0 >= clip.x0 - 1 and box.x1 <= clip.x1 + 1 and box.y0 >= clip.y0 - 1 and box.y1 <= clip.y1 + 1:
        return path
    if filled:
        return path.clip_to_bbox(clip)
    return path.cleaned(clip=(clip.x0, clip.y0, clip.x1, clip.y1))


def _curved(path: Path) -> bool:
    codes: Any = path.codes
    return codes is not None and bool({Path.CURVE3, Path.CURVE4} & set(codes.tolist()))


_LETTERS = {Path.MOVETO: "m", Path.LINETO: "l", Path.CURVE3: "q", Path.CURVE4: "c"}


def _commands(path: Path) -> str:
    """A path in SVG's letters, each point relative to the one before it, in tenths of a pixel."""
    at, written = (0, 0), ""
    for vertices, code in path.iter_segments(simplify=False, curves=True):
        if code in (Path.CLOSEPOLY, Path.STOP):
            written += "z" if code == Path.CLOSEPOLY and written else ""
            continue
        points = [(round(10 * x), round(10 * y)) for x, y in zip(vertices[::2], vertices[1::2], strict=True)]
        if code == Path.MOVETO:
            written += f"M{_pair(*points[0])}"
        elif code == Path.LINETO:
            across, down = points[0][0] - at[0], points[0][1] - at[1]
            written += (
                f"v{_tenths(down)}" if not across else f"h{_tenths(across)}" if not down else f"l{_pair(across, down)}"
            )
        else:
            written += _LETTERS[code] + " ".join(_pair(x - at[0], y - at[1]) for x, y in points)
        at = points[-1]
    return written


def _pair(x: int, y: int) -> str:
    return f"{_tenths(x)}{'' if y < 0 else ' '}{_tenths(y)}"


def _tenths(value: int) -> str:
    return f"{value / 10:g}"


def _stripes(box: Bbox) -> str:
    """Stripes from the lower left to the upper right within a box, in step with those of the boxes beside it."""
    number, line = int((box.x0 + box.y0) // _STRIPE) + 1, ""
    while number * _STRIPE < box.x1 + box.y1:
        total = number * _STRIPE
        low, high = min(box.y1, total - box.x0), max(box.y0, total - box.x1)
        line += f"M{_number(total - low)} {_number(low)}L{_number(total - high)} {_number(high)}"
        number += 1
    return line


def _hex(colour: Any) -> str:
    return to_hex(colour)


def _number(value: float, digits: int = 1) -> str:
    return f"{round(value, digits) + 0:g}"
