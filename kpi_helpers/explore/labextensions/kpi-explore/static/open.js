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
    const own = ':is(.kpi-explorer, .kpi-page) :is(select, input):not([data-lm-suppress-shortcuts])';
    const mark = () => panel.node.querySelectorAll(own).forEach(field => field.setAttribute('data-lm-suppress-shortcuts', 'true'));
    new MutationObserver(mark).observe(panel.node, { subtree: true, childList: true });
    mark();
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
