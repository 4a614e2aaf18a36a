// Ids of what stands on a site. The platform wants lower-case UUIDs of version 4, each once in the whole bundle; two parts of one
// id show as one in Experience Builder, and only after a deployment.
import { everyPart, treeOf } from './bundle.ts';
import type { JsonNode } from './json.ts';
import type { SiteRule } from './rule.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const checkIds: SiteRule = function* ({ items }) {
  const seen = new Map<string, JsonNode>();
  for (const item of items) {
    const tree = treeOf(item);
    if (!tree) continue;
    for (const part of everyPart(tree)) {
      const id = part.get('id');
      if (!id) yield { at: part.at, what: `a ${part.textAt('type')} without an id` };
      else if (!UUID.test(id.text)) yield { at: id.at, what: `the id ${id.text} is no lower-case UUID of version 4` };
      else if (seen.has(id.text)) {
        const { file, line } = seen.get(id.text)!.at;
        yield { at: id.at, what: `the id ${id.text} stands at ${file}:${line} already` };
      } else seen.set(id.text, id);
    }
  }
};
