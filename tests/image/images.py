# SPDX-License-Identifier: LGPL-2.1-or-later
"""Images made in memory, and pushed to a registry by its own protocol: nothing of what is tested makes them."""
import gzip
import hashlib
import http.client
import io
import json
import os
import ssl
import tarfile

OCI, DOCKER = 'application/vnd.oci.image.', 'application/vnd.docker.'
TYPES = {
    'oci': {'index': f'{OCI}index.v1+json', 'manifest': f'{OCI}manifest.v1+json', 'config': f'{OCI}config.v1+json',
            'layer': f'{OCI}layer.v1.tar+gzip', 'plain': f'{OCI}layer.v1.tar'},
    'docker': {'index': f'{DOCKER}distribution.manifest.list.v2+json', 'manifest': f'{DOCKER}distribution.manifest.v2+json',
               'config': f'{DOCKER}container.image.v1+json', 'layer': f'{DOCKER}image.rootfs.diff.tar.gzip',
               'plain': f'{DOCKER}image.rootfs.diff.tar'},
}


def digest(data):
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def layer(files):
    """A tar of {NAME: BYTES}."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


class Image:
    """The documents and blobs of one image."""

    def __init__(self, layers, kind='oci', architecture='amd64', compress=True, **config):
        types = TYPES[kind]
        self.kind, self.architecture, self.blobs = kind, architecture, {}
        self.layers = [self.add(gzip.compress(one, mtime=0) if compress else one, types['layer' if compress else 'plain']) for one in layers]
        self.config = self.add(json.dumps({
            'architecture': architecture, 'os': 'linux', 'config': config,
            'rootfs': {'type': 'layers', 'diff_ids': [digest(one) for one in layers]}}).encode(), types['config'])
        self.type = types['manifest']
        self.text = json.dumps({'schemaVersion': 2, 'mediaType': self.type, 'config': self.config, 'layers': self.layers}).encode()
        self.manifests = {}

    def add(self, data, media_type):
        self.blobs[digest(data)] = data
        return {'mediaType': media_type, 'digest': digest(data), 'size': len(data)}

    @property
    def digest(self):
        return digest(self.text)

    def descriptor(self):
        return {'mediaType': self.type, 'digest': self.digest, 'size': len(self.text),
                'platform': {'os': 'linux', 'architecture': self.architecture}}


class Index:
    """Images for several machines under one name."""

    def __init__(self, *images):
        self.images, self.type = images, TYPES[images[0].kind]['index']
        self.text = json.dumps({'schemaVersion': 2, 'mediaType': self.type, 'manifests': [one.descriptor() for one in images]}).encode()
        self.blobs = {name: data for one in images for name, data in one.blobs.items()}
        self.manifests = {one.digest: one for one in images}

    @property
    def digest(self):
        return digest(self.text)


def write_layout(image, folder, name):
    """The image as an OCI layout."""
    os.makedirs(f'{folder}/blobs/sha256', exist_ok=True)
    documents = [image.text, *(one.text for one in image.manifests.values()), *image.blobs.values()]
    for data in documents:
        with open(f'{folder}/blobs/sha256/{digest(data)[7:]}', 'wb') as file:
            file.write(data)
    with open(f'{folder}/oci-layout', 'w', encoding='ascii') as file:
        file.write('{"imageLayoutVersion":"1.0.0"}')
    with open(f'{folder}/index.json', 'w', encoding='ascii') as file:
        json.dump({'schemaVersion': 2, 'manifests': [{'mediaType': image.type, 'digest': image.digest, 'size': len(image.text),
                                                      'annotations': {'org.opencontainers.image.ref.name': name}}]}, file)


class Pusher:
    """A connection to a registry."""

    def __init__(self, port, certificate, authorization=None):
        self.http = http.client.HTTPSConnection('localhost', port, context=ssl.create_default_context(cafile=certificate))
        self.headers = {'Authorization': authorization} if authorization else {}

    def ask(self, method, path, body=None, **headers):
        self.http.request(method, path, body, {**self.headers, **{name.replace('_', '-'): value for name, value in headers.items()}})
        answer = self.http.getresponse()
        return answer, answer.read()

    def put(self, repository, name, document):
        answer, text = self.ask('PUT', f'/v2/{repository}/manifests/{name}', document.text, Content_Type=document.type)
        assert answer.status == 201, text

    def push(self, image, repository, tag):
        for name, data in image.blobs.items():
            answer, _ = self.ask('POST', f'/v2/{repository}/blobs/uploads/')
            where = answer.headers['Location'].split('/', 3)[3]
            answer, text = self.ask('PUT', f'/{where}{"&" if "?" in where else "?"}digest={name}', data,
                                    Content_Type='application/octet-stream')
            assert answer.status == 201, text
        for name, one in image.manifests.items():
            self.put(repository, name, one)
        self.put(repository, tag, image)
