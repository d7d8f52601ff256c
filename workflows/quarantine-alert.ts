import { proxyActivities } from '@temporalio/workflow';

/** A delivery that is kept for a person. */
export interface QuarantinedDelivery {
  deliveryId: string;
  vendor: string;
  eventType: string | null;
  reason: string;
}

export interface QuarantineActivities {
  alertQuarantine(delivery: QuarantinedDelivery): Promise<void>;
}

const { alertQuarantine } = proxyActivities<QuarantineActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Tells HR ops of a delivery that could not be understood: it is kept, and can be replayed. */
export async function quarantineAlert(delivery: QuarantinedDelivery): Promise<void> {
  await alertQuarantine(delivery);
}
