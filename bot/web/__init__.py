"""The HTTP interfaces of the bot; importing this package loads neither Gradio nor FastAPI."""
