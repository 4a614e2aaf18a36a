// Settings that no project has deployed: what the local org does without being told, in the words of the Metadata API.
// Source: Metadata API Developer Guide, "Settings". Custom settings are open to all until an admin restricts them.
export const UNDEPLOYED_SETTINGS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  Communities: { enableNetworksEnabled: true, enableOotbProfExtUserOpsEnable: true },
  Flow: { enableFlowDeployAsActiveEnabled: true },
  Knowledge: { enableKnowledge: true, enableLightningKnowledge: true },
  Language: { enableTranslationWorkbench: true },
  Order: { enableOptionalPricebook: false, enableOrders: true },
  Schema: { enableAdvancedCSSecurity: false },
};

/** `settings/Order.settings` of an org that nobody has set up. */
export function settingsFile(member: string): string {
  const elements = Object.entries(UNDEPLOYED_SETTINGS[member] ?? {}).map(
    ([name, value]) => `    <${name}>${value}</${name}>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${member}Settings xmlns="http://soap.sforce.com/2006/04/metadata">`,
    ...elements,
    `</${member}Settings>`,
    '',
  ].join('\n');
}
