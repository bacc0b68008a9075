"""The shapes of what may be sent to the REST interface, as published in /openapi.json."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Year = Annotated[int, Field(ge=1900, le=2999, strict=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"\S")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Turn(_Request):
    """An earlier question of the conversation and how it was understood."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    understood: Annotated[str, StringConstraints(max_length=2000)] = ""


class Ask(_Request):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "石桥区2020年收到多少件政府信息公开申请？"},
                {
                    "question": "2019年呢？",
                    "history": [
                        {
                            "question": "石桥区2020年收到多少件政府信息公开申请？",
                            "understood": "2020年 · 云岭市石桥区人民政府 · 本年新收",
                        }
                    ],
                },
            ]
        },
    )

    question: Annotated[
        str, StringConstraints(min_length=1, max_length=500), Field(description="问题，至多500字")
    ]
    years: Annotated[list[Year], Field(max_length=50, description="只看这些年度")] = []
    issuers: Annotated[list[Name], Field(max_length=50, description="只看这些单位")] = []
    history: Annotated[list[Turn], Field(max_length=20, description="前面的问答，先后为序")] = []
    card: Annotated[bool, Field(description="同时返回答案卡片，供页面绘制")] = False


class Rating(_Request):
    """What whoever asked thinks of an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"id": "q_1f0c5d2a9b3e", "rating": "good"}]},
    )

    id: Annotated[str, StringConstraints(pattern=r"^q_[0-9a-f]{12}$")]
    rating: Literal["good", "bad"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Texts(_Request):
    """Texts to be shown in traditional script."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["政府信息公开"]}]}
    )

    texts: Annotated[
        list[Annotated[str, StringConstraints(max_length=10_000)]], Field(max_length=1000)
    ]
