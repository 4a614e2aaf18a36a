// All topics of the catalogue, in the order of the page and the report.
import { SYNTAX } from './syntax.ts';
import type { Topic } from './mistake.ts';

export const TOPICS: readonly Topic[] = [SYNTAX];
