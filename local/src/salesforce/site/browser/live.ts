// While the sources are worked on: the page is loaded anew when they were built, and shows what keeps them from it.
import type { BuildProblem } from '../build/problem.ts';
import { siteData } from './session.ts';

interface News {
  readonly problems: readonly BuildProblem[];
}

export function follow(): void {
  const events = new EventSource(`${siteData.servicePath}/_site/events`);
  events.addEventListener('built', () => window.location.reload());
  events.addEventListener('failed', ({ data }: MessageEvent<string>) =>
    showProblems((JSON.parse(data) as News).problems),
  );
}

function showProblems(problems: readonly BuildProblem[]): void {
  document.getElementById('site-problems')?.remove();
  const overlay = document.createElement('dialog');
  overlay.id = 'site-problems';
  const title = overlay.appendChild(document.createElement('h1'));
  title.textContent = 'The site could not be built';
  for (const { file, line, message } of problems) {
    const text = overlay.appendChild(document.createElement('pre'));
    text.textContent = `${file}:${line}\n${message}`;
  }
  document.body.append(overlay);
  overlay.showModal();
}
