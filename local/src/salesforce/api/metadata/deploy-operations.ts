// Deployments over SOAP, as the Salesforce CLI makes them.
// Source: Metadata API Developer Guide, "deploy()", "checkDeployStatus()", "cancelDeploy()", "deployRecentValidation()".
import { SalesforceError } from '../../dml/save.ts';
import type { SoapCall, SoapOperations } from '../soap/operation.ts';
import { childNamed, textNamed, toXml } from '../soap/xml.ts';
import { deployer, deploymentOf } from './deploy-access.ts';
import { optionsOfXml } from './deploy-options.ts';
import { deployResult } from './deploy-result.ts';

export const deployOperations: SoapOperations = {
  'm deploy': ({ context, user, operation }) => {
    const by = deployer(user);
    const options = optionsOfXml(childNamed(operation, 'DeployOptions'));
    const { id } = context.deployments.start(zipIn(operation), options, by);
    return { body: toXml({ result: { done: false, id, state: 'Queued' } }) };
  },

  'm checkDeployStatus': ({ context, user, operation }) => {
    deployer(user);
    const deployment = deploymentOf(context.deployments, idIn(operation, 'asyncProcessId'));
    const includeDetails = textNamed(operation, 'includeDetails') === 'true';
    return { body: toXml({ result: deployResult(deployment, context.org, includeDetails) }) };
  },

  'm cancelDeploy': ({ context, user, operation }) => {
    const by = deployer(user);
    const deployment = deploymentOf(context.deployments, idIn(operation, 'String', 'id', 'asyncProcessId'));
    context.deployments.cancel(deployment, by);
    return { body: toXml({ result: { done: deployment.isDone, id: deployment.id } }) };
  },

  'm deployRecentValidation': ({ context, user, operation }) => {
    const by = deployer(user);
    const { id } = context.deployments.startValidated(idIn(operation, 'validationId', 'validationID', 'String'), by);
    return { body: toXml({ result: id }) };
  },
};

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function zipIn(operation: SoapCall['operation']): Buffer {
  const text = childNamed(operation, 'ZipFile')?.text.replace(/\s+/g, '');
  if (!text) throw new SalesforceError('MISSING_ARGUMENT', 'ZipFile is missing');
  if (!BASE64.test(text)) throw new SalesforceError('INVALID_TYPE', 'ZipFile is not base64');
  return Buffer.from(text, 'base64');
}

function idIn(operation: SoapCall['operation'], ...names: string[]): string {
  const id = childNamed(operation, ...names)?.text;
  if (!id) throw new SalesforceError('MISSING_ARGUMENT', `${names[0]} is missing`);
  return id;
}
