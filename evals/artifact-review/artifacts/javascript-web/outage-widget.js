/*
 * Outage widget of the utility. Included by municipalities:
 *   <div id="outages" data-region="nord"></div>
 *   <script src="https://static.energie-nord.example/outage-widget.js" defer></script>
 */
(function () {
  'use strict';

  var BASE = new URL(document.currentScript.src).origin;
  var REGION = /^[a-z0-9-]{1,40}$/;
  var REFRESH_MS = 60000;
  var MAX_ROWS = 50;
  var KINDS = { planned: 'Planned work', fault: 'Fault', restored: 'Restored' };

  function el(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function time(iso) {
    var date = new Date(iso);
    return isNaN(date) ? '' : date.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
  }

  function detailLink(outage) {
    var link = el('a', 'ow-more', 'Details');
    // the id is a number in the API, everything else gets no link
    if (!Number.isInteger(outage.id)) return null;
    link.href = BASE + '/outages/' + outage.id;
    link.rel = 'noopener';
    return link;
  }

  function row(outage) {
    var li = el('li', 'ow-row');
    li.appendChild(el('span', 'ow-kind', Object.hasOwn(KINDS, outage.kind) ? KINDS[outage.kind] : 'Outage'));
    li.appendChild(el('strong', 'ow-place', String(outage.place || '')));
    li.appendChild(el('span', 'ow-text', String(outage.message || '')));
    li.appendChild(el('time', 'ow-time', time(outage.since)));
    var link = detailLink(outage);
    if (link) li.appendChild(link);
    return li;
  }

  function render(host, outages, filter) {
    var list = el('ul', 'ow-list');
    outages
      .filter(function (o) {
        return !filter || String(o.place || '').toLowerCase().includes(filter);
      })
      .slice(0, MAX_ROWS)
      .forEach(function (o) {
        list.appendChild(row(o));
      });
    if (!list.firstChild) list.appendChild(el('li', 'ow-none', 'No outages are known.'));
    host.replaceChildren(list);
  }

  function load(region) {
    return fetch(BASE + '/api/outages?region=' + encodeURIComponent(region) + '&limit=' + MAX_ROWS, {
      credentials: 'omit',
      signal: AbortSignal.timeout(8000),
    }).then(function (res) {
      if (!res.ok) throw new Error('status ' + res.status);
      return res.json();
    }).then(function (body) {
      if (!body || !Array.isArray(body.outages)) throw new Error('answer not understood');
      return body.outages;
    });
  }

  function start(box) {
    var region = box.dataset.region || '';
    if (!REGION.test(region)) {
      console.warn('outage widget: data-region is missing or not valid');
      return;
    }
    var status = el('p', 'ow-status');
    status.setAttribute('role', 'status');
    var input = el('input', 'ow-filter');
    input.type = 'search';
    input.placeholder = 'Place';
    input.maxLength = 60;
    var host = el('div', 'ow-host');
    box.replaceChildren(input, status, host);

    var known = [];
    var busy = false;

    function show() {
      render(host, known, input.value.trim().toLowerCase());
    }

    function refresh() {
      if (busy || document.hidden) return;
      busy = true;
      load(region).then(function (outages) {
        known = outages;
        status.textContent = 'As of ' + time(new Date().toISOString());
        show();
      }).catch(function (err) {
        // old rows stay, but people must see that they are old
        console.warn('outage widget:', err.message);
        status.textContent = 'Not up to date at the moment. In an emergency call the number on your bill.';
      }).finally(function () {
        busy = false;
      });
    }

    input.addEventListener('input', show);
    document.addEventListener('visibilitychange', refresh);
    setInterval(refresh, REFRESH_MS);
    refresh();
  }

  document.querySelectorAll('#outages, [data-outage-widget]').forEach(start);
})();
