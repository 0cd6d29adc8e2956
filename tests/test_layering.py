"""The layers import one way, and importing the product loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "ingest": {"ingest"},
    "vectorstore": {"vectorstore", "ingest"},
    "prompts": {"prompts"},
    "bot": {"bot", "vectorstore", "ingest", "prompts"},
    "evals": {"evals", "bot", "vectorstore", "ingest", "prompts"},
    "app": {"bot", "vectorstore", "ingest", "prompts"},
}
PACKAGES = [ROOT / layer for layer in MAY_IMPORT if layer != "app"]
FILES = [
    Path("app.py"),
    *sorted(path.relative_to(ROOT) for package in PACKAGES for path in package.rglob("*.py")),
]


def imported_modules(path):
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module


def layer_of(path):
    return path.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_layers_import_one_way(path):
    layers = {name.partition(".")[0] for name in imported_modules(path)} & MAY_IMPORT.keys()
    assert layers <= MAY_IMPORT[layer_of(path)]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_chroma_has_one_importer(path):
    uses_chroma = any(name.partition(".")[0] == "chromadb" for name in imported_modules(path))
    assert not uses_chroma or path == Path("vectorstore/vectors.py")


@pytest.mark.parametrize("path", [each for each in FILES if layer_of(each) != "evals"], ids=str)
def test_chat_models_of_langchain_have_one_importer(path):
    chat = ("langchain.", "langchain_openai", "langchain_core.language_models", "openai")
    uses_chat = any(name == "langchain" or name.startswith(chat) for name in imported_modules(path))
    # Assembly takes one that was made elsewhere, and names its type; the service is no chat model,
    # but comes in the same package.
    may = ("bot/generate.py", "bot/assembly.py", "vectorstore/service.py")
    assert not uses_chat or path.as_posix() in may


@pytest.mark.parametrize("layer", ["ingest", "vectorstore", "prompts"])
def test_layers_below_the_bot_know_no_web(layer):
    web = {"gradio", "fastapi", "starlette", "uvicorn"}
    names = {
        name.partition(".")[0]
        for path in FILES
        if layer_of(path) == layer
        for name in imported_modules(path)
    }
    assert not names & web


def modules_after(statement):
    script = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import bot", "import bot.cli", "import bot.settings"])
def test_importing_the_bot_loads_no_model_store_or_page(statement):
    heavy = {"torch", "chromadb", "gradio", "tantivy", "transformers", "langchain_core"}
    assert not modules_after(statement) & heavy


def test_the_assembled_product_needs_no_torch_and_loads_no_chat_model():
    loaded = modules_after("import bot.assembly, bot.web.server")
    assert not loaded & {"torch", "langchain", "langchain_openai", "openai"}
