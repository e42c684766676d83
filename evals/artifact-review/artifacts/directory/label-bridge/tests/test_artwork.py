import pytest

from labelbridge.artwork import create_app

TOKEN = "bench-token-for-tests"
HEADERS = {"X-Bench-Token": TOKEN}


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "artwork"
    root.mkdir()
    (tmp_path / "private.png").write_bytes(b"outside")
    (root / "adr-3.png").write_bytes(b"flame")
    (root / "notes.txt").write_text("internal")
    return root


@pytest.fixture
def client(folder):
    return create_app(folder, TOKEN).test_client()


def test_serves_file_and_honours_etag(client):
    first = client.get("/artwork/adr-3.png", headers=HEADERS)
    assert first.status_code == 200
    assert first.data == b"flame"
    again = client.get("/artwork/adr-3.png", headers={**HEADERS, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_needs_token(client):
    assert client.get("/artwork/adr-3.png").status_code == 401


@pytest.mark.parametrize("name", ["notes.txt", "missing.png", "..%2Fprivate.png"])
def test_only_released_artwork(client, name):
    assert client.get(f"/artwork/{name}", headers=HEADERS).status_code == 404


def test_health_follows_the_folder(client, folder):
    assert client.get("/health").get_json() == {"status": "ok", "artwork": 1}
    (folder / "adr-3.png").unlink()
    assert client.get("/health").status_code == 503
    (folder / "notes.txt").unlink()
    folder.rmdir()
    assert client.get("/health").get_json()["status"] == "down"


def test_empty_token_is_refused(folder):
    with pytest.raises(ValueError):
        create_app(folder, "")
