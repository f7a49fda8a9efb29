// The page of the HTTP API: starts Swagger UI on #docs with the program's own description. No inline script is allowed.

declare const SwaggerUIBundle: (settings: Record<string, unknown>) => unknown;

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null, // nothing is sent elsewhere
});
