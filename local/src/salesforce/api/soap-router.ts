// SOAP is not spoken here: it is refused with a fault, so that SOAP clients show words instead of a parse error.
import express, { type Router } from 'express';

export function soapRouter(): Router {
  const router = express.Router();
  router.post('/services/Soap/:api/:version{/*rest}', (_request, response) => {
    response
      .status(500)
      .type('text/xml')
      .send(
        fault('UNSUPPORTED_CLIENT', 'SOAP is not supported by the local org: sign in with the OAuth JWT bearer grant'),
      );
  });
  return router;
}

function fault(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`;
}
