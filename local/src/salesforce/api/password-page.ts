// The platform's own page behind a mailed link, where somebody sets their password: in the language of the user it is for.
import { Html, html } from '../ui/html.ts';

interface Words {
  readonly title: string;
  readonly rule: string;
  readonly field: string;
  readonly save: string;
  readonly refused: string;
  readonly expired: string;
}

const EN: Words = {
  title: 'Set your password',
  rule: 'At least 8 characters, with letters and numbers.',
  field: 'New password',
  save: 'Save password',
  refused: 'This password cannot be used: it needs at least 8 characters, with letters and numbers.',
  expired: 'This link has been used or is too old. Ask for a new one on the sign-in page.',
};
const JA: Words = {
  title: 'パスワードの設定',
  rule: '英字と数字を含む8文字以上で入力してください。',
  field: '新しいパスワード',
  save: 'パスワードを保存',
  refused: 'このパスワードは使用できません。英字と数字を含む8文字以上で入力してください。',
  expired: 'このリンクは使用済みか、有効期限が切れています。サインインのページから、もう一度お手続きください。',
};

const STYLE = new Html(`
  body { margin: 0; background: #f3f3f3; color: #181818; font: 1rem/1.5 'Noto Sans JP', system-ui, sans-serif; }
  main { max-width: 24rem; margin: 3rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c9c9c9; border-radius: 0.5rem; }
  h1 { margin: 0 0 1rem; font-size: 1.25rem; }
  label, input, button { display: block; box-sizing: border-box; width: 100%; font: inherit; }
  input { margin: 0.25rem 0 1rem; padding: 0.5rem; border: 1px solid #747474; border-radius: 0.25rem; }
  button { padding: 0.5rem; border: 0; border-radius: 0.25rem; background: #0b5cab; color: #fff; cursor: pointer; }
  :focus-visible { outline: 2px solid #0b5cab; outline-offset: 2px; }
  [role='alert'] { padding: 0.5rem 0.75rem; border-left: 4px solid #ba0517; background: #fef1ee; }`);

/**
 * @param language of the user, e.g. `ja`; English for all that have no words here
 * @param isRefused whether a password that was too weak came before
 */
export function passwordPage(token: string, language: string | undefined, isRefused = false): string {
  const words = wordsIn(language);
  return page(
    language,
    html`${isRefused ? html`<p role="alert">${words.refused}</p>` : ''}
      <form method="post">
        <input type="hidden" name="c" value="${token}" />
        <label for="password">${words.field}</label>
        <input
          id="password"
          type="password"
          name="password"
          autocomplete="new-password"
          required
          minlength="8"
          aria-describedby="rule"
        />
        <p id="rule">${words.rule}</p>
        <button>${words.save}</button>
      </form>`,
  );
}

/** The page of a link that is used up, too old or none. */
export function expiredPage(language: string | undefined): string {
  return page(language, html`<p>${wordsIn(language).expired}</p>`);
}

function page(language: string | undefined, body: Html): string {
  const words = wordsIn(language);
  return html`<!doctype html>
    <html lang="${words === JA ? 'ja' : 'en'}">
      <meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>${words.title}</title>
      <style>
        ${STYLE}
      </style>
      <main>
        <h1>${words.title}</h1>
        ${body}
      </main>
    </html>`.markup;
}

const wordsIn = (language: string | undefined): Words => (language?.startsWith('ja') ? JA : EN);
