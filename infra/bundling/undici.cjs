// In bundles, instead of the whole of undici: the part that shared/http uses; mocks, caches, fetch and web sockets are 300 KB.
const Dispatcher = require('../../node_modules/undici/lib/dispatcher/dispatcher.js');

Dispatcher.prototype.request = require('../../node_modules/undici/lib/api/api-request.js');

module.exports = {
  Agent: require('../../node_modules/undici/lib/dispatcher/agent.js'),
  buildConnector: require('../../node_modules/undici/lib/core/connect.js'),
  errors: require('../../node_modules/undici/lib/core/errors.js'),
};
