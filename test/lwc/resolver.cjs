// Where component tests find labels: the project's own texts, so that a test sees what a visitor reads.
// build/lwc/labels.json is made by `npm run build:lwc`.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const resolve = require('@salesforce/sfdx-lwc-jest/src/resolver.js');

const LABEL = /^@salesforce\/label\/c\.(\w+)$/;

module.exports = (path, options) => {
  const name = LABEL.exec(path)?.[1];
  return name === undefined ? resolve(path, options) : labelModule(options.rootDir, name);
};

function labelModule(root, name) {
  const text = JSON.parse(readFileSync(join(root, 'build/lwc/labels.json'), 'utf8'))[name];
  if (text === undefined) throw new Error(`there is no custom label ${name}`);
  const folder = join(root, 'build/lwc/labels');
  const file = join(folder, `${name}.js`);
  const source = `export default ${JSON.stringify(text)};\n`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file) || readFileSync(file, 'utf8') !== source) writeFileSync(file, source);
  return file;
}
