/** The settings in this process's environment, for programs that have no main file of ours to hand them in. */
import { environmentLayer, type SettingLayer } from "./config.js";

export function processEnvironmentLayer(): SettingLayer {
  return environmentLayer(process.env);
}
