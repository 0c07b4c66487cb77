import "@fontsource-variable/instrument-sans";
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { keepShell } from "./shell/keep_shell";

mount(App, { target: document.getElementById("app")! });
keepShell();
