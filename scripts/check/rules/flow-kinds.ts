// What a flow is made of. Source: Metadata API guide, "Flow".

/** Elements of a flow that a path runs through. */
export const FLOW_ELEMENTS: ReadonlySet<string> = new Set(
  `actionCalls apexPluginCalls assignments collectionProcessors customErrors decisions ends loops orchestratedStages recordCreates
  recordDeletes recordLookups recordRollbacks recordUpdates screens steps subflows transforms waits`.split(/\s+/),
);

/** Named values of a flow. */
export const FLOW_RESOURCES: ReadonlySet<string> = new Set(
  'choices constants dynamicChoiceSets formulas stages textTemplates variables'.split(' '),
);
