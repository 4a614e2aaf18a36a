// Who may deploy, and which deployment a client means.
import type { Deployment, Person } from '../../deploy/deployment.ts';
import type { Deployments } from '../../deploy/deployments.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';

/** Source: Metadata API Developer Guide, "Metadata API Access": Modify Metadata, or Modify All Data. */
export function deployer(user: RunningUser): Person {
  if (!user.has('ModifyMetadata') && !user.has('ModifyAllData')) {
    const message = 'Deploying needs the permission Modify Metadata Through Metadata API Functions or Modify All Data';
    throw new SalesforceError('INSUFFICIENT_ACCESS', message, { httpStatus: 403 });
  }
  return { id: user.userId, name: user.name };
}

/** @throws SalesforceError INVALID_CROSS_REFERENCE_KEY */
export function deploymentOf(deployments: Deployments, id: string): Deployment {
  const deployment = deployments.find(id);
  if (deployment) return deployment;
  throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`, { httpStatus: 404 });
}
