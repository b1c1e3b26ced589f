-- roles.sql - the login roles and the database of an installation; may be run again. For psql, as a superuser:
--   BANGKOM_OWNER_PASSWORD=… BANGKOM_SERVER_PASSWORD=… psql -f deploy/roles.sql "postgresql://postgres@HOST/postgres"
--
-- bangkom_owner  owns the schema and everything in it; used by migrate, seed, token and client
-- bangkom_server what `bangkom serve` logs in as: owns nothing, is bound by row-level security
-- bangkom_app    their rights (granted by the migrations); nobody logs in as it
-- Without the two variables the roles get no password (peer or trust authentication).
\set ON_ERROR_STOP on
\getenv owner_password BANGKOM_OWNER_PASSWORD
\getenv server_password BANGKOM_SERVER_PASSWORD
SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['bangkom_app', 'bangkom_owner', 'bangkom_server']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE bangkom_app NOLOGIN;
ALTER ROLE bangkom_owner LOGIN;
ALTER ROLE bangkom_server LOGIN;
GRANT bangkom_app TO bangkom_owner, bangkom_server;
\if :{?owner_password}
ALTER ROLE bangkom_owner PASSWORD :'owner_password';
\endif
\if :{?server_password}
ALTER ROLE bangkom_server PASSWORD :'server_password';
\endif
SELECT 'CREATE DATABASE bangkom OWNER bangkom_owner ENCODING ''UTF8'' TEMPLATE template0 LOCALE ''C.UTF-8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'bangkom')
\gexec
-- Nobody but these two has any business in it.
REVOKE ALL ON DATABASE bangkom FROM PUBLIC;
GRANT CONNECT ON DATABASE bangkom TO bangkom_server;
