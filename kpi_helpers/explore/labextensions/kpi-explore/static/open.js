// What JupyterLab itself cannot be told by settings. Written by hand as the container that its loader asks for, so that
// nothing has to be built; it requires no token, since versions of JupyterLab differ in what they share.
(() => {
  const MARK = 'kpi_helpers';
  const seen = new WeakSet();

  const runsOnOpening = panel => {
    const model = panel.content?.model;
    const own = model?.getMetadata ? model.getMetadata(MARK) : model?.sharedModel?.getMetadata?.(MARK);
    return own?.runs_on_opening === true;
  };

  const ready = async panel => {
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session?.kernel?.info;
  };

  // Running moves the view to the last cell, unless the reader has begun to look around.
  const keepAtTop = panel => {
    let touched = false;
    const touch = () => { touched = true; };
    for (const kind of ['wheel', 'pointerdown', 'keydown']) panel.node.addEventListener(kind, touch, { once: true, capture: true });
    return () => {
      if (touched || panel.isDisposed) return;
      panel.content.activeCellIndex = 0;
      const outer = panel.node.querySelector('.jp-WindowedPanel-outer');
      if (outer) outer.scrollTop = 0;
    };
  };

  // A list and a field have keys of their own; JupyterLab would take them for its own and move to another cell.
  const keepKeys = panel => {
    const own = ':is(.kpi-explorer, .kpi-page) :is(select, input, .kpi-view .scroll):not([data-lm-suppress-shortcuts])';
    const mark = () => panel.node.querySelectorAll(own).forEach(field => field.setAttribute('data-lm-suppress-shortcuts', 'true'));
    new MutationObserver(mark).observe(panel.node, { subtree: true, childList: true });
    mark();
  };

  // A number that is pressed goes to the drill-down below its section, with what stands in its row and its column.
  const texts = nodes => [...new Set([...nodes].filter(Boolean).map(node => node.textContent.trim()).filter(Boolean))];
  const own = cell => [...(cell?.childNodes ?? [])].filter(node => node.className !== 'k').map(node => node.textContent).join(' ').trim();

  const inTable = cell => {
    const table = cell.closest('table'), rows = [...table.tBodies].flatMap(body => [...body.rows]);
    const named = [cell.parentElement.cells[0], table.tHead?.rows[0]?.cells[cell.cellIndex], table.caption, title(table)];
    return { text: own(cell), around: texts(named), column: rows.map(row => [own(row.cells[cell.cellIndex]), own(row.cells[0])]) };
  };

  const title = node => node.closest('figure')?.querySelector('figcaption');

  // A mark has no words of its own: the number nearest to the pointer, and all that stands beside, above and below it.
  const inDrawing = (drawing, { clientX: x, clientY: y }) => {
    const placed = [...drawing.querySelectorAll('text')].map(node => ({ node, box: node.getBoundingClientRect() }));
    const away = ({ box }) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    const beside = placed.filter(({ box }) => (box.top - 4 < y && y < box.bottom + 4) || (box.left - 4 < x && x < box.right + 4));
    const [number] = beside.filter(({ node }) => /\d/.test(node.textContent)).sort((one, other) => away(one) - away(other));
    return number && { text: number.node.textContent, around: texts([...beside.map(({ node }) => node), title(drawing)]), column: [] };
  };

  const inBox = node => ({ text: node.textContent, around: texts([node.closest('.card, li, dl'), title(node)]), column: [] });

  const pressed = event => {
    const view = event.target.closest?.('.kpi-view'), drawing = event.target.closest?.('svg:not([aria-hidden])');
    if (!view || event.target.closest('a, summary, th')) return null;
    const cell = event.target.closest('td'), box = event.target.closest('figure :is(strong, span, p, dd)');
    const found = cell ? inTable(cell) : drawing ? inDrawing(drawing, event) : box ? inBox(box) : null;
    return found && /\d/.test(found.text) ? found : null;
  };

  let presses = 0;
  const ask = (event, found) => {
    const drill = event.target.closest('.kpi-explorer').querySelector('.kpi-drill'), field = drill?.querySelector('.kpi-pressed input');
    if (!field) return;
    field.value = JSON.stringify({ ...found, nth: (presses += 1) });
    field.dispatchEvent(new Event('change', { bubbles: true }));
    const shown = new MutationObserver(() => {
      shown.disconnect();
      drill.scrollIntoView({ block: 'nearest' });
    });
    shown.observe(drill, { subtree: true, childList: true });
  };

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const walkCells = event => {
    const table = event.target.matches?.('.kpi-view .scroll') && event.target.querySelector('table'), cell = event.target.closest?.('.kpi-view td');
    const [down, right] = STEPS[event.key] ?? [];
    let next = null;
    if (table && event.key === 'Enter') next = table.tBodies[0]?.rows[0]?.cells[1];
    else if (cell && down !== undefined) {
      const rows = [...cell.closest('table').tBodies].flatMap(body => [...body.rows]);
      next = rows[rows.indexOf(cell.parentElement) + down]?.cells[Math.max(1, cell.cellIndex + right)] ?? cell;
    } else if (cell && event.key === 'Escape') next = cell.closest('.scroll');
    else if (cell && event.key === 'Enter') ask(event, inTable(cell));
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (next?.matches('td')) next.tabIndex = -1;
    next?.focus();
  };

  const leadToRows = panel => {
    panel.node.classList.add('kpi-press');
    panel.node.addEventListener('click', event => {
      const found = pressed(event);
      if (found) ask(event, found);
    });
    panel.node.addEventListener('keydown', walkCells, true);
  };

  const tellConnection = panel => {
    const told = () => {
      const state = panel.sessionContext.session?.kernel?.connectionStatus;
      panel.node.classList.toggle('kpi-offline', state !== undefined && state !== 'connected');
    };
    panel.sessionContext.connectionStatusChanged.connect(told);
  };

  const meet = async (app, panel) => {
    if (!panel?.sessionContext || !panel.content?.widgets || seen.has(panel)) return;
    seen.add(panel);
    keepKeys(panel);
    leadToRows(panel);
    tellConnection(panel);
    await panel.context.ready;
    if (!runsOnOpening(panel)) return;
    const top = keepAtTop(panel);
    await ready(panel);
    app.shell.activateById(panel.id);
    await app.commands.execute('notebook:run-all-cells');
    top();
    panel.node.classList.add('kpi-run');
  };

  const plugin = {
    id: 'kpi-explore:open',
    autoStart: true,
    activate: app => {
      const look = () => { for (const widget of app.shell.widgets('main')) if (widget === app.shell.currentWidget) meet(app, widget); };
      app.restored.then(() => { look(); app.shell.currentChanged.connect(look); });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['kpi-explore'] = {
    init: () => {},
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
