# SPDX-License-Identifier: LGPL-2.1-or-later
"""A virtual machine: QEMU, its disk, and the port to the lab's agent in the guest (see agent)."""
import base64
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

# A device of a stopped machine is the same, also in size, when it goes on. Sparse, so it costs nothing.
ARCHIVE_SIZE = 1 << 30
MEMORY = "4G"
# KVM is not everywhere usable where /dev/kvm can be opened. q35 is the machine that never hung here.
HARDWARE = [
    "-machine", "q35,sata=off,smbus=off,hpet=off,vmport=off,usb=off,memory-backend=ram",
    "-accel", "tcg,thread=multi,tb-size=512",
    "-cpu", "max,la57=off,-svm",
    "-smp", "2",
    "-m", MEMORY,
    "-nodefaults", "-no-user-config", "-display", "none",
]  # fmt: skip
KERNEL_LINE = (
    "root=/dev/vda rw console=ttyS0 quiet loglevel=3 panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check"
    " random.trust_cpu=on audit=0 selinux=0 apparmor=0 systemd.unified_cgroup_hierarchy=1"
)


class LabError(Exception):
    """The machine failed, not the command in it."""


class Timeout(Exception):
    """The command took too long."""


class Port:
    """Lines and bytes from a socket of QEMU, with an end of patience for each."""

    def __init__(self, path, process):
        self.buffer = b""
        self.process = process
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                return
            except OSError:
                if process.poll() is not None:
                    raise LabError(f"QEMU ended with {process.returncode}") from None
                time.sleep(0.01)

    def send(self, text):
        self.socket.sendall(text.encode())

    def read_more(self, end):
        """Waits until monotonic time END."""
        left = end - time.monotonic()
        if left <= 0:
            raise Timeout()
        self.socket.settimeout(left)
        try:
            data = self.socket.recv(65536)
        except TimeoutError:
            raise Timeout() from None
        if not data:
            raise LabError("the machine went down")
        self.buffer += data

    def take_line(self, end):
        while b"\n" not in self.buffer:
            self.read_more(end)
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode(errors="replace").strip()

    def wait_for(self, word, seconds, what):
        end = time.monotonic() + seconds
        try:
            while True:
                line = self.take_line(end)
                if line == word:
                    return
                if line.startswith("FAILED"):
                    raise LabError(f"{what} {line}")
        except Timeout:
            raise LabError(f"{what}: nothing heard for {seconds} s") from None


class Control:
    """QMP: the machine's switches."""

    def __init__(self, path, process):
        self.port = Port(path, process)
        self.port.take_line(time.monotonic() + 30)  # the greeting
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.port.send(json.dumps({"execute": command, "arguments": arguments}))
        end = time.monotonic() + 120
        while True:
            try:
                answer = json.loads(self.port.take_line(end))
            except Timeout:
                raise LabError(f"QEMU, {command}: no answer") from None
            if "error" in answer:
                raise LabError(f"QEMU, {command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]


class Machine:
    """One virtual machine with a folder of its own below WORK, which goes with it."""

    def __init__(self, image, work, archive=None, kept=True, kernel_args=""):
        """ARCHIVE: a tar file for the guest's root. KEPT: goes on from the image's memory instead of booting. KERNEL_ARGS: for
        its boots, behind KERNEL_LINE, of which they win."""
        self.image = image
        self.kept = kept
        self.kernel_args = kernel_args
        self.process = None
        self.folder = os.path.join(work, f"vm.{os.getpid()}.{secrets.token_hex(4)}")
        os.makedirs(self.folder)
        self.archive_bytes = 0
        with open(self.path("archive"), "wb") as file:
            if archive:
                self.archive_bytes = archive(file)
            if self.archive_bytes > ARCHIVE_SIZE:
                raise LabError(f"the checkout and --share are too large: {self.archive_bytes} bytes of {ARCHIVE_SIZE}")
            file.truncate(ARCHIVE_SIZE)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, saves=False):
        """SAVES: what the guest writes to disk and memory goes to the image, for keep()."""
        name, form = ("disk.qcow2", "qcow2") if self.kept else ("root.ext4", "raw")
        # The image gets its name when it is complete: a disk in it names the one behind it by its last part.
        behind = name if saves else os.path.join(self.image, name)
        disk = os.path.join(self.image, "disk.qcow2") if saves else self.path("disk.qcow2")
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", behind, "-F", form, disk], check=True)
        unpack = f" lab.bytes={self.archive_bytes}" if not self.kept and self.archive_bytes else ""
        command = ["qemu-system-x86_64", *HARDWARE]
        command += ["-kernel", os.path.join(self.image, "vmlinux"), "-initrd", os.path.join(self.image, "initrd")]
        command += ["-append", " ".join([KERNEL_LINE + unpack, self.kernel_args])]
        command += ["-serial", "file:" + self.path("console")]
        command += ["-qmp", f"unix:{self.path('qmp')},server=on,wait=off"]
        command += ["-chardev", f"socket,id=lab,path={self.path('lab')},server=on,wait=off"]
        command += ["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=lab,name=lab"]
        command += ["-device", "virtio-rng-pci"]
        command += ["-drive", f"file={disk},format=qcow2,if=none,id=root,cache=unsafe"]
        command += ["-device", "virtio-blk-pci,drive=root"]
        command += ["-drive", f"file={self.path('archive')},format=raw,if=none,id=archive,readonly=on"]
        command += ["-device", "virtio-blk-pci,drive=archive,serial=archive"]
        # A kernel that panics reboots: that is the end, except where a reboot was asked for.
        command += ["-action", "reboot=shutdown"]
        command += ["-object", "memory-backend-file,id=ram,size=" + MEMORY + self.memory(saves)]
        if self.kept:
            command += ["-incoming", "defer"]
        with open(self.path("qemu.log"), "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent
            )
        self.agent = Port(self.path("lab"), self.process)
        self.control = Control(self.path("qmp"), self.process)
        if self.kept:
            self.go_on()

    def memory(self, saves):
        """Memory that is kept is a file of the image. A machine that goes on maps it privately: nothing is read
        before the guest needs it, machines that run at once share it, and what they write stays their own."""
        if saves or self.kept:
            return f",mem-path={os.path.join(self.image, 'memory')},share={'on' if saves else 'off'}"
        return f",mem-path={self.path('memory')},share=off"

    def leave_memory_out(self):
        """Of what is saved and loaded: it is in its file."""
        self.control.do("migrate-set-capabilities", capabilities=[{"capability": "x-ignore-shared", "state": True}])

    def go_on(self):
        self.leave_memory_out()
        self.control.do("migrate-incoming", uri="exec:cat " + os.path.join(self.image, "devices"))
        while self.control.do("query-status")["status"] == "inmigrate":
            time.sleep(0.02)
        self.control.do("cont")

    def wait_ready(self, seconds):
        self.agent.wait_for("READY", seconds, "booting")

    def run(self, line, seconds):
        """Runs a line for bash; its output goes to our stdout. Returns its exit status."""
        token = secrets.token_hex(8)
        coded = base64.b64encode(line.encode()).decode()
        self.agent.send(f"RUN {self.archive_bytes} {time.time():.3f} {token} {coded}\n")
        self.agent.wait_for("STARTED", 120, "starting a command")
        self.started = True
        end = time.monotonic() + seconds
        mark = f"\x01{token} ".encode()
        while True:
            before, found, after = self.agent.buffer.partition(mark)
            if found:
                emit(before)
                self.agent.buffer = after
                return int(self.agent.take_line(time.monotonic() + 30))
            # The beginning of the mark may be all that came of it so far.
            keep = next((n for n in range(len(mark) - 1, 0, -1) if before.endswith(mark[:n])), 0)
            emit(before[: len(before) - keep])
            self.agent.buffer = before[len(before) - keep :]
            self.agent.read_more(end)

    started = False

    def reboot(self, seconds):
        self.control.do("set-action", reboot="reset")
        self.agent.send("REBOOT\n")
        self.wait_ready(seconds)
        self.control.do("set-action", reboot="shutdown")

    def keep(self):
        """Stops the machine, and leaves its memory and disk in the image."""
        self.control.do("stop")
        self.leave_memory_out()
        self.control.do("migrate", uri="exec:cat >" + os.path.join(self.image, "devices"))
        while True:
            status = self.control.do("query-migrate").get("status")
            if status == "completed":
                break
            if status not in ("setup", "active", "device", "pre-switchover"):
                raise LabError(f"QEMU could not write the memory: {status}")
            time.sleep(0.1)
        self.control.do("quit")
        self.process.wait(60)

    def tail(self):
        """The end of the console, and what QEMU said."""
        text = ""
        for name in ("console", "qemu.log"):
            try:
                with open(self.path(name), "rb") as file:
                    text += "".join(file.read().decode(errors="replace").splitlines(keepends=True)[-25:])
            except FileNotFoundError:
                pass
        return text

    def done(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def emit(data):
    if data:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def die_with_parent():
    """In QEMU before it is executed: however the lab ends, no machine stays."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def sweep(work):
    """Removes the folders of labs that were killed."""
    for name in os.listdir(work):
        parts = name.split(".")
        if parts[0] == "vm" and len(parts) == 3 and not os.path.exists(f"/proc/{parts[1]}"):
            shutil.rmtree(os.path.join(work, name), ignore_errors=True)
