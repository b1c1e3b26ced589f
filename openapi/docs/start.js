// Starts Swagger UI on the server's own document. It asks nobody but this server: no validator, and the
// page's Content-Security-Policy would not let it. Tokens live in the page only.
// SPDX-License-Identifier: Apache-2.0
'use strict';
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  showCommonExtensions: true,
  tagsSorter: 'alpha',
  tryItOutEnabled: true,
  validatorUrl: null,
});
