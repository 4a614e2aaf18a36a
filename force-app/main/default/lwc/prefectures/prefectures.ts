// The prefectures of Japan as a list of choices.
import names from '@salesforce/label/c.Prefecture_Names';

/**
 * What goes to Apex, in whatever language the page is: agents and carriers read addresses in Japanese. In the order of JIS X 0401,
 * which is also that of the label.
 */
const VALUES: readonly string[] =
  '北海道,青森県,岩手県,宮城県,秋田県,山形県,福島県,茨城県,栃木県,群馬県,埼玉県,千葉県,東京都,神奈川県,新潟県,富山県,石川県,福井県,山梨県,長野県,岐阜県,静岡県,愛知県,三重県,滋賀県,京都府,大阪府,兵庫県,奈良県,和歌山県,鳥取県,島根県,岡山県,広島県,山口県,徳島県,香川県,愛媛県,高知県,福岡県,佐賀県,長崎県,熊本県,大分県,宮崎県,鹿児島県,沖縄県'.split(
    ',',
  );

interface Prefecture {
  /** In the reader's language. */
  readonly label: string;
  readonly value: string;
}

const LABELS = names.split(',');

/** For lightning-combobox. */
export const PREFECTURES: readonly Prefecture[] = VALUES.map((value, index) => ({
  value,
  label: LABELS[index] ?? value,
}));
