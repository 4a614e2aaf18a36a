// Keeps a record page and a list fresh while a person looks at it: asks for the same page and swaps what changed.
const REFRESH_MS = 500;
const live = document.querySelector('[data-live]');

async function refresh() {
  if (document.hidden) return;
  const reply = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('[data-live]');
  if (!fresh || fresh.innerHTML === live.dataset.markup) return;
  const before = new Map([...live.querySelectorAll('[data-key]')].map((cell) => [cell.dataset.key, cell.textContent]));
  const isFirst = live.dataset.markup === undefined;
  live.dataset.markup = fresh.innerHTML;
  if (isFirst && fresh.innerHTML === live.innerHTML) return;
  live.innerHTML = fresh.innerHTML;
  for (const cell of live.querySelectorAll('[data-key]')) {
    if (before.get(cell.dataset.key) !== cell.textContent) cell.classList.add('changed');
  }
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

document.querySelector('#running-user')?.addEventListener('change', (event) => event.target.form.submit());
