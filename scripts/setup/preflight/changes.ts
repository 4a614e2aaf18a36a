// What a deployment would change in an org that is in use: nothing of it stops, all of it deserves a look.
import type { Row } from '../org.ts';
import { answered, ok, unknown, warning, type Check, type Facts, type Finding } from './check.ts';

export function changeChecks({ project }: Facts): Check[] {
  return [
    ...RULES_AND_LAYOUTS,
    ...[...project.standardValues].map(([valueSet, kept]) => valueSetCheck(valueSet, kept)),
  ];
}

const RULES_AND_LAYOUTS: readonly Check[] = [
  {
    title: 'Lead assignment rule',
    why: 'One rule is active at a time: the project’s becomes it.',
    mend: 'Merge your entries into force-app/main/default/assignmentRules, or leave that folder out.',
    look: ({ org, project }) =>
      answered(org.leadRules, (rules) => {
        const own = project.assignmentRules.get('Lead');
        const others = rules.map(({ Name }) => String(Name)).filter((name) => name !== own);
        return others.length === 0
          ? ok('no other is active')
          : warning(`would no longer be active: ${others.join(', ')}`);
      }),
  },
  {
    title: 'Page layouts',
    why: 'Standard layouts of the same name are replaced.',
    mend: 'To keep yours leave force-app/main/default/layouts out and add the fields by hand. To assign: Setup → Object Manager → the object → Page Layouts.',
    look: ({ org, project }) => answered(org.layouts, (layouts) => layoutFinding(layouts, project.standardLayouts)),
  },
];

type LayoutName = Facts['project']['standardLayouts'][number];

function layoutFinding(layouts: readonly Row[], ours: readonly LayoutName[]): Finding {
  const named = ({ object, name }: LayoutName) =>
    layouts.find((row) => row.TableEnumOrId === object && row.Name === name);
  const edited = ours.filter((layout) => {
    const row = named(layout);
    return row && row.LastModifiedDate !== row.CreatedDate;
  });
  // Orgs that began in another language have standard layouts of other names.
  const absent = layouts.length === 0 ? [] : ours.filter((layout) => !named(layout));
  const list = (of: readonly LayoutName[]): string => of.map(({ object, name }) => `${object} “${name}”`).join(', ');
  const seen = [
    ...(edited.length > 0 ? [`edited in this org: ${list(edited)}`] : []),
    ...(absent.length > 0 ? [`not in this org, so shown to nobody until you assign them: ${list(absent)}`] : []),
  ];
  return seen.length === 0 ? ok('none of them was edited') : warning(seen.join('; '));
}

/** Value set → object and field. @see Metadata API Developer Guide, "StandardValueSet Names and Standard Picklist Fields" */
export const VALUE_SET_FIELDS: Readonly<Record<string, { readonly object: string; readonly field: string }>> = {
  OrderStatus: { object: 'Order', field: 'Status' },
  OrderType: { object: 'Order', field: 'Type' },
  OpportunityStage: { object: 'Opportunity', field: 'StageName' },
  CaseType: { object: 'Case', field: 'Type' },
  CaseStatus: { object: 'Case', field: 'Status' },
  LeadStatus: { object: 'Lead', field: 'Status' },
  LeadSource: { object: 'Lead', field: 'LeadSource' },
};

/** Values that the org offers and the project's file lacks. */
export function valuesThatGo({ org, project }: Pick<Facts, 'org' | 'project'>, valueSet: string): string[] | undefined {
  const place = VALUE_SET_FIELDS[valueSet];
  const described = place && org.objects.get(place.object);
  if (!described || !('value' in described)) return undefined;
  const offered = described.value.find(({ name }) => name === place.field)?.picklistValues ?? [];
  const kept = project.standardValues.get(valueSet) ?? new Set();
  return offered.filter(({ value, active }) => active && !kept.has(value)).map(({ value }) => value);
}

function valueSetCheck(valueSet: string, kept: ReadonlySet<string>): Check {
  return {
    title: `Values of ${valueSet}`,
    why: 'A deployment replaces the list: values that the file lacks become inactive; records keep them.',
    mend: `To keep one, add it to force-app/main/default/standardValueSets/${valueSet}.standardValueSet-meta.xml`,
    look: (facts) => {
      const going = valuesThatGo(facts, valueSet);
      if (going === undefined) return unknown('the field could not be described');
      if (going.length === 0) return ok(`nothing but the file’s ${kept.size}`);
      const counts = facts.used.get(valueSet);
      const counted = going.map((value) => {
        if (!counts || !('value' in counts)) return value;
        const records = counts.value.get(value) ?? 0;
        return records === 0 ? `${value} (unused)` : `${value} (${records} records)`;
      });
      return warning(`would become inactive: ${counted.join(', ')}`);
    },
  };
}
