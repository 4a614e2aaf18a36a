// Tells open pages that the site was built again, or why it could not be.
import type { Response } from 'express';
import type { BuildProblem } from '../build/problem.ts';

export class SiteNews {
  readonly #followers = new Set<Response>();
  #trouble: string | undefined;

  follow(response: Response): void {
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    if (this.#trouble) response.write(this.#trouble);
    this.#followers.add(response);
    response.on('close', () => this.#followers.delete(response));
  }

  built(): void {
    this.#trouble = undefined;
    this.#send('event: built\ndata: {}\n\n');
  }

  /** Pages that are opened later are told, too. */
  failed(problems: readonly BuildProblem[]): void {
    this.#trouble = `event: failed\ndata: ${JSON.stringify({ problems })}\n\n`;
    this.#send(this.#trouble);
  }

  #send(text: string): void {
    for (const follower of this.#followers) follower.write(text);
  }
}
