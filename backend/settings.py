"""Every setting of Segue, read once from SEGUE_* environment variables."""

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """What can be configured; each field is the environment variable SEGUE_<NAME>, and an empty one is none."""

    model_config = SettingsConfigDict(env_prefix="SEGUE_", env_ignore_empty=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("segue"),
        description="Where Segue keeps what is its own: the embedded MongoDB and the demo collection.",
    )
    mongodb_uri: str | None = Field(None, description="A MongoDB 6 or newer; without it Segue starts its own.")
    database: str = Field("segue", description="The name of the database.")
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 opens Segue to the network.")
    port: int = Field(8000, ge=0, le=65535)
    allowed_hosts: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(),
        description="Names under which Segue may be opened beside those it knows itself, comma separated; * for any.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    player_dir: Path = Field(
        default_factory=lambda: Path(__file__).parent.parent / "frontend" / "dist",
        description="The built player; not served when the folder is missing.",
    )

    spark_master: str = Field(
        "local[*]", description="The Spark master that --engine spark uses: spark://host:7077, yarn, k8s://... ."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_names(cls, names: str | frozenset[str]) -> frozenset[str]:
        listed = names.split(",") if isinstance(names, str) else names
        return frozenset(name.strip().lower() for name in listed if name.strip())

    @field_validator("data_dir", "player_dir")
    @classmethod
    def _make_absolute(cls, folder: Path) -> Path:
        return folder.expanduser().resolve()
