"""The staff's workbench: what each tab of `/ui` shows, without Gradio wherever possible."""
