import { catalogue, certificateWords, orderWords } from '../../../core/index.ts'
import {
  formatCertificateId,
  formatDateFraction,
  formatOrderId,
  Properties,
} from '../../../protocols/centralnic/index.ts'
import type { Command } from '../command.ts'
import { assertVersion2, certificateReference, orderReference, word } from '../read-parameters.ts'
import { nothingToPrint } from '../recover-certificate.ts'

const orderParameters = [{ name: 'apiversion' }, { name: 'certificateorder' }]

/** Seed 004 section 8.2.1: only before the first certificate; the class says whether the money comes back (7.5). */
export const cancelCertificateOrder: Command = {
  name: 'CancelCertificateOrder',
  recover: nothingToPrint,
  parameters: orderParameters,
  async run({ registration }, { caller, parameters }) {
    assertVersion2(parameters)
    await registration.cancelOrder(caller, orderReference(parameters))
    return undefined
  },
}

/** Seed 004 section 8.2.2: every certificate of the order, and the order with them. */
export const revokeCertificateOrder: Command = {
  name: 'RevokeCertificateOrder',
  recover: nothingToPrint,
  parameters: orderParameters,
  async run({ registration }, { caller, parameters }) {
    assertVersion2(parameters)
    await registration.revokeOrder(caller, orderReference(parameters))
    return undefined
  },
}

/** Seed 004 section 8.1.5: three commands in one, told apart by ACTION (reference section 7 row 31). */
export const deleteCertificate: Command = {
  name: 'DeleteCertificate',
  recover: nothingToPrint,
  parameters: [{ name: 'apiversion' }, { name: 'certificate' }, { name: 'action' }],
  async run({ registration }, { caller, parameters }) {
    assertVersion2(parameters)
    const action = word(parameters, 'action', ['REVOKE', 'CANCELORDER', 'REVOKEORDER']) ?? 'REVOKE'
    const named = certificateReference(parameters)
    if (action === 'REVOKE') await registration.revokeCertificate(caller, named)
    else {
      const { order } = await registration.findCertificate(caller, named)
      const orderId = order.id
      if (action === 'CANCELORDER') await registration.cancelOrder(caller, { orderId })
      else await registration.revokeOrder(caller, { orderId })
    }
    return undefined
  },
}

/**
 * Printed in seed 004 section 9.1.30: certificates in the order in which they were asked for, an expiration date for
 * each that is empty while it has none (reference section 7 row 21), the class by its marketed name (row 28).
 */
export const statusCertificateOrder: Command = {
  name: 'StatusCertificateOrder',
  parameters: orderParameters,
  async run({ reader, registration }, { caller, parameters }) {
    assertVersion2(parameters)
    const order = await registration.findOrder(caller, orderReference(parameters))
    const { prefix, ca, name } = catalogue[order.class]
    const certificates = await reader.certificates.ofOrder(order.id)
    // "Last update of a certificate in the CertificateOrder" (8.2.3): one may change while the order stays as it is.
    const updatedAt = Math.max(order.updatedAt, ...certificates.map((certificate) => certificate.updatedAt))
    const properties = new Properties()
      .add('ca', ca)
      .add('certificateorder', formatOrderId(prefix, order.id))
      .add('class', name)
      .add('created by', order.createdBy)
      .add('created date', formatDateFraction(order.createdAt))
      .add('paid until', formatDateFraction(order.paidUntil))
      .add('status', orderWords(order.status).centralnic)
      .add('updated by', order.updatedBy)
      .add('updated date', formatDateFraction(updatedAt))
    for (const { id, status, notAfter } of certificates) {
      properties
        .add('certificate', formatCertificateId(prefix, id))
        .add('certificate expiration date', notAfter === null ? '' : formatDateFraction(notAfter))
        .add('certificate status', certificateWords(status, order.status).centralnic)
    }
    return properties
  },
}
