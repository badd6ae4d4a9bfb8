"""The notebook runs from the top to the bottom, and is kept without outputs."""

import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "quickstart.ipynb"


@pytest.fixture
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_without_outputs(notebook):
    nbformat.validate(notebook)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in codes)
    assert len(codes) > 8
    assert all(cell.source.strip() for cell in notebook.cells)


@pytest.mark.slow
def test_it_runs(notebook, tmp_path, monkeypatch):
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager  # noqa: PLC0415 - slow
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415

    class Specs(KernelSpecManager):
        """The interpreter that runs the tests, whatever kernels are installed."""

        def get_kernel_spec(self, kernel_name):
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name=kernel_name, language="python")

    class Manager(AsyncKernelManager):
        def __init__(self, **options):
            super().__init__(kernel_spec_manager=Specs(), **options)

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        kernel_manager_class=Manager,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    texts = "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stdout"
    )
    assert "the same: True" in texts
    charts = [
        output.data["image/svg+xml"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/svg+xml" in output.get("data", {})
    ]
    assert len(charts) == 3
