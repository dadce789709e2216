package dev.portolan.examples.infraartifacts;

/** What is no part of a build: the leavings of tools, and hidden files but for two that are meant for others. */
final class IgnoreRules {
    static final String[] LEFT_OUT = {
        "node_modules", "__pycache__", "venv", "dist", "build", ".*", "!.env.example", "!.dockerignore",
    };

    private IgnoreRules() {}
}
