"""What a phone asks a host before it opens the app in place of the browser: iOS universal links, Android app links."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException

from roundtrip.domain.policy import Policy

TRACKED = "/l/*"


def router(policy: Policy) -> APIRouter:
    """GET /.well-known/apple-app-site-association and /.well-known/assetlinks.json; 404 where policy.yml names no app."""
    routes = APIRouter()

    @routes.get("/.well-known/apple-app-site-association")
    def ios() -> dict[str, Any]:
        if not policy.app.ios:
            raise HTTPException(404)
        return {"applinks": {"details": [{"appIDs": list(policy.app.ios), "components": [{"/": TRACKED}]}]}}

    @routes.get("/.well-known/assetlinks.json")
    def android() -> list[dict[str, Any]]:
        if not policy.app.android:
            raise HTTPException(404)
        return [
            {
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {
                    "namespace": "android_app",
                    "package_name": package,
                    "sha256_cert_fingerprints": list(fingerprints),
                },
            }
            for package, fingerprints in policy.app.android.items()
        ]

    return routes
