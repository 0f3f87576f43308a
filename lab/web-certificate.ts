/**
 * Key and self-signed certificate of the laboratory's HTTPS server, valid for a hundred years and for nobody: the key is
 * public. It was made by
 *
 *   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 \
 *     -subj '/CN=Reseal laboratory web server' -addext 'subjectAltName=DNS:lab.test,DNS:*.lab.test'
 */
export const labKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgs7UIcHlDy6RtAvmL
ah9/PQDWfwFTLOmR/8R3pdRiuq+hRANCAAR2JJDWErsfL5/qFbuEL2kcoXKUVzwC
Rq63tBxLo3eIRRke+NmhvRBIaSgpVTQVyRE5/HX/G9bR5t5VllRZ9u12
-----END PRIVATE KEY-----
`

export const labCertificate = `-----BEGIN CERTIFICATE-----
MIIBxTCCAWygAwIBAgIUfjUU8aFTpKsuKkT3fNXcPlp+/McwCgYIKoZIzj0EAwIw
JzElMCMGA1UEAwwcUmVzZWFsIGxhYm9yYXRvcnkgd2ViIHNlcnZlcjAgFw0yNjEx
MjMxNzU4MDFaGA8yMTI2MTAzMDE3NTgwMVowJzElMCMGA1UEAwwcUmVzZWFsIGxh
Ym9yYXRvcnkgd2ViIHNlcnZlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHYk
kNYSux8vn+oVu4QvaRyhcpRXPAJGrre0HEujd4hFGR742aG9EEhpKClVNBXJETn8
df8b1tHm3lWWVFn27XajdDByMB0GA1UdDgQWBBQWzRNghJyH3BZlIaZJ/PmmP+7t
MjAfBgNVHSMEGDAWgBQWzRNghJyH3BZlIaZJ/PmmP+7tMjAPBgNVHRMBAf8EBTAD
AQH/MB8GA1UdEQQYMBaCCGxhYi50ZXN0ggoqLmxhYi50ZXN0MAoGCCqGSM49BAMC
A0cAMEQCIHZ1JahzwKsB2F2F7WvA9ZcnL4bwVkGbGWtk9EdrBn3HAiA7lo3HmZeH
jGjFms0NpIU9CP5etDrJZCOAOODztTF/WQ==
-----END CERTIFICATE-----
`
