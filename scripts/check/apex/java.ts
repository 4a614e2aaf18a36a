// Java programs of the Apex tools. Java is not needed to work on the project, so a machine without it is told loudly what
// did not run, and nothing fails.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { accessSync, constants } from 'node:fs';

/** The tools need Java 11; our classes are small, so a small heap and no long warm-up are quickest. */
const JVM_OPTIONS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export const NO_JAVA = 'did NOT run: there is no Java here (install Java 11 or newer, or set JAVA_HOME)';

export interface JavaOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Path of the `java` program, from JAVA_HOME or PATH; undefined where there is none. */
export function findJava(env: Readonly<NodeJS.ProcessEnv> = process.env): string | undefined {
  const folders = [
    ...(env['JAVA_HOME'] ? [join(env['JAVA_HOME'], 'bin')] : []),
    ...(env['PATH'] ?? '').split(delimiter),
  ];
  const names = process.platform === 'win32' ? ['java.exe'] : ['java'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(canRun);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a class of the jars that @salesforce/code-analyzer-pmd-engine ships: apex-ls with the standard types, and PMD.
 * They are called directly and not through the package's Node interface, which describes all rules before each run and
 * leaves the heap to the machine.
 */
export function runJava(java: string, mainClass: string, args: readonly string[], cwd: string): Promise<JavaOutput> {
  const manifest = createRequire(import.meta.url).resolve('@salesforce/code-analyzer-pmd-engine/package.json');
  const jars = join(dirname(manifest), 'dist/java-lib', '*');
  return new Promise((resolve, reject) => {
    const command = [...JVM_OPTIONS, '-cp', jars, mainClass, ...args];
    execFile(java, command, { cwd, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(new Error(`${java} could not be run`, { cause: error }));
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
