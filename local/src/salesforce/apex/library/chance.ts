// Chance, as code of the platform meets it: what is run again because it waited for an answer throws the same dice.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Vm } from '../vm.ts';

export const bytesByChance = (vm: Vm, count: number): Buffer => vm.recall('bytes', () => randomBytes(count));

export const uuidByChance = (vm: Vm): string => vm.recall('uuid', randomUUID);
