// Texts of base components in languages other than English. The platform brings its own translations, which the package of base
// components does not hold: these are ours, of the texts that our pages can show. Others stay English.

const JA: Readonly<Record<string, string>> = {
  'LightningToast.close': '閉じる',
  'LightningToast.successLabel': '成功',
  'LightningToast.errorLabel': 'エラー',
  'LightningToast.infoLabel': '情報',
  'LightningToast.warningLabel': '警告',
};

/** By the language's code in addresses. */
export const BASE_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = { ja: JA };
