// Keeps a record page and a list fresh while a person looks at it: asks for the same page and changes what is different,
// in place, so that focus, selection and scrolling stay. A change is shown for a moment and told to screen readers.
const REFRESH_MS = 500;
const live = document.querySelector('[data-live]');
const news = document.querySelector('[data-news]');
let lastMarkup;

async function refresh() {
  if (document.hidden) return;
  const reply = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('[data-live]');
  if (!fresh || fresh.innerHTML === lastMarkup) return;
  lastMarkup = fresh.innerHTML;
  const before = textByKey();
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  updateChildren(live, fresh);
  if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  tell([...live.querySelectorAll('[data-key]')].filter((cell) => before.get(cell.dataset.key) !== cell.textContent));
}

function textByKey() {
  return new Map([...live.querySelectorAll('[data-key]')].map((cell) => [cell.dataset.key, cell.textContent]));
}

function tell(changed) {
  for (const cell of changed) {
    cell.classList.add('changed');
    cell.addEventListener('animationend', () => cell.classList.remove('changed'), { once: true });
  }
  if (news && changed.length) {
    const texts = changed.map((cell) => `${cell.dataset.name}: ${cell.textContent.trim() || 'empty'}`);
    news.textContent = [...new Set(texts)].join('. '); // a field may stand on the page twice
  }
}

/** Makes `shown` have the children of `fresh`, keeping every element that is still there: rows and cards by name, the rest by place. */
function updateChildren(shown, fresh) {
  const wanted = [...fresh.childNodes];
  const stays = new Set(wanted.map(nameOf).filter(Boolean));
  const shownByName = new Map([...shown.children].map((element) => [nameOf(element), element]));
  let place = shown.firstChild;
  for (const node of wanted) {
    while (nameOf(place) && !stays.has(nameOf(place))) place = removeAndGoOn(place);
    const kept = nameOf(node) ? shownByName.get(nameOf(node)) : isAlike(place, node) ? place : undefined;
    if (!kept) shown.insertBefore(document.importNode(node, true), place);
    else {
      if (kept === place) place = place.nextSibling;
      else shown.insertBefore(kept, place);
      update(kept, node);
    }
  }
  while (place) place = removeAndGoOn(place);
}

function removeAndGoOn(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function nameOf(node) {
  return node?.dataset?.part ?? node?.dataset?.key;
}

function isAlike(shown, fresh) {
  return shown && !nameOf(shown) && shown.nodeName === fresh.nodeName;
}

function update(shown, fresh) {
  if (shown.isEqualNode(fresh)) return;
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    shown.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...shown.attributes]) if (!fresh.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  updateChildren(shown, fresh);
}

async function loop() {
  try {
    await refresh();
  } catch {
    // The org is stopping or restarting: the next round tells.
  }
  setTimeout(loop, REFRESH_MS);
}
if (live) loop();

// Chromium leaves text blank that it laid out before the font for its characters came, when the machine has none itself.
// A font property that is new each time has it laid out again; any number above 0 leaves kerning on, as it is.
let timesLaidOut = 0;
function layOutAgain() {
  document.body.style.fontFeatureSettings = `"kern" ${++timesLaidOut}`;
}
document.fonts.addEventListener('loadingdone', layOutAgain);
document.fonts.ready.then(layOutAgain);

document.querySelector('[data-focus]')?.focus();
document.querySelector('#running-user')?.addEventListener('change', (event) => event.target.form.submit());
