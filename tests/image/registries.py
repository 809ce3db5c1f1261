# SPDX-License-Identifier: LGPL-2.1-or-later
"""Registries on this machine: a real one, and one that answers as it likes. In mount and network namespaces of their own, whose
directories of the system are empty."""
import contextlib
import http.server
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time

CANARY = 'k4N4rY:,"\\w0rd'
OPEN, CLOSED, LIAR = 5441, 5442, 5443  # ports: without passwords, with them, and what answers as it likes
PLAIN, NOBODY = 5444, 5999

def run(*words, **more):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more).stdout


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, data, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, mode)


def enter():
    """This script anew, where it may mount what it likes."""
    if os.geteuid() != 0:
        print('SKIP: only root has the namespaces for this')
        sys.exit(77)
    for program in ('skopeo', 'docker-registry', 'htpasswd', 'openssl'):
        if not shutil.which(program):
            print(f'SKIP: there is no {program}')
            sys.exit(77)
    if os.environ.get('COSLICE_INSIDE') != '1':
        os.environ['COSLICE_INSIDE'] = '1'
        os.execvp('unshare', ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', sys.executable, *sys.argv])


def prepare(folder):
    run('ip', 'link', 'set', 'lo', 'up')
    passwd = read('/etc/passwd')
    for where in ('/run', '/var/lib'):
        run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', where)
    policy = read('/etc/containers/policy.json')
    run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', '/etc/containers')
    write('/etc/containers/policy.json', policy)
    write(f'{folder}/passwd', re.sub(rb'(?m)^coslice-pull:.*\n', b'', passwd) + b'coslice-pull:x:4711:4712::/var/lib/coslice-pull:/usr/sbin/nologin\n')
    run('mount', '--bind', f'{folder}/passwd', '/etc/passwd')
    os.chmod(folder, 0o755)
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', f'{folder}/key.pem', '-out', f'{folder}/crt.pem', '-days', '2',
        '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost')
    for port in (OPEN, CLOSED, LIAR):
        write(f'/etc/containers/certs.d/localhost:{port}/ca.crt', read(f'{folder}/crt.pem'))
    run('htpasswd', '-Bbc', '-C', '4', f'{folder}/htpasswd', 'joe', CANARY)


def start_registry(folder, port, *more):
    write(f'{folder}/{port}.yml', '\n'.join([
        'version: 0.1', f'storage: {{filesystem: {{rootdirectory: {folder}/registry}}, delete: {{enabled: true}}}}',
        f'http: {{addr: "127.0.0.1:{port}", tls: {{certificate: {folder}/crt.pem, key: {folder}/key.pem}}}}', *more]))
    with open(f'{folder}/{port}.log', 'wb') as log:
        subprocess.Popen(['docker-registry', 'serve', f'{folder}/{port}.yml'], stdout=log, stderr=log)
    wait_for(port)


def wait_for(port):
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f'nothing listens at port {port}')


class Liar(http.server.BaseHTTPRequestHandler):
    """Answers by a table of paths: (status, headers, body), or a function of the request and its number."""

    protocol_version = 'HTTP/1.1'
    answers, counts, asks_for_password = {}, {}, False

    def do_GET(self):
        if self.path == '/v2/':
            return self.answer(401, {'WWW-Authenticate': 'Basic realm="here"'}, b'') if self.asks_for_password else self.answer(200, {}, b'{}')
        self.counts[self.path] = self.counts.get(self.path, 0) + 1
        found = next((value for path, value in self.answers.items() if re.fullmatch(path, self.path)), None)
        if found is None:
            return self.answer(404, {'Content-Type': 'application/json'},
                               b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}')
        return found(self, self.counts[self.path]) if callable(found) else self.answer(*found)

    do_HEAD = do_GET

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def cut_off(self, body):
        """Half of it, and no more."""
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *_):
        pass

    @classmethod
    def has(cls, image, tag='1', repository='a/b'):
        """What an honest registry would say of it."""
        cls.answers, cls.counts = {}, {}
        cls.has_too(image, tag, repository)

    @classmethod
    def has_too(cls, image, tag='1', repository='a/b'):
        for name, one in {tag: image, image.digest: image, **image.manifests}.items():
            cls.answers[f'/v2/{repository}/manifests/{name}'] = (200, {'Content-Type': one.type}, one.text)
        for name, data in image.blobs.items():
            cls.answers[f'/v2/{repository}/blobs/{name}'] = (200, {'Content-Type': 'application/octet-stream'}, data)


class Plain(socketserver.BaseRequestHandler):
    """Has no TLS."""

    def handle(self):
        self.request.recv(8192)
        self.request.sendall(b'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to what speaks HTTP.\n')


def start_liar(folder):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', LIAR), Liar)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{folder}/crt.pem', f'{folder}/key.pem')
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    plain = socketserver.TCPServer(('127.0.0.1', PLAIN), Plain)
    threading.Thread(target=plain.serve_forever, daemon=True).start()
