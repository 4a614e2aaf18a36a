// Records of the reports and list views of a project. Source: Object Reference, "Report" and "ListView".
import type { Project } from '../metadata/project.ts';
import { textOf } from '../metadata/xml.ts';
import type { SetupRecords } from './setup-records.ts';

export function addViewRecords(project: Project, setup: SetupRecords): void {
  for (const { fullName, xml } of project.ofType('Report')) {
    const [name = fullName] = fullName.split('/').slice(-1);
    setup.add('Report', {
      Name: (xml && textOf(xml, 'name')) ?? name,
      DeveloperName: name,
      Description: (xml && textOf(xml, 'description')) ?? null,
      Format: (xml && textOf(xml, 'format')) ?? 'Tabular',
      IsDeleted: false,
    });
  }
  for (const { fullName, xml } of project.ofType('ListView')) {
    const [sobjectType = '', name = fullName] = fullName.split('.');
    setup.add('ListView', {
      Name: (xml && textOf(xml, 'label')) ?? name,
      DeveloperName: name,
      SobjectType: sobjectType,
      IsSoqlCompatible: true,
    });
  }
}
