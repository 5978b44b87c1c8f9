// The names of folders, as short as they can be.

/** The folders that browsers make: everything is in one of them, so they say nothing. */
const root =
  /^(bookmarks?( (bar|menu|toolbar))?|other bookmarks|mobile bookmarks|favou?rites( bar)?|other favou?rites|书签栏?|书签菜单|书签工具栏|收藏夹栏?|其他书签|其他收藏夹|移动设备书签|移动书签)$/i;

/** Whether a folder is one that browsers make. */
export function isRoot(name: string): boolean {
  return root.test(name.trim());
}

/** A folder with those that hold it, without the browser's own where there is another. */
export function folderName(path: readonly string[]): string {
  const own = path.length > 1 && isRoot(path[0]!) ? path.slice(1) : path;
  return own.join(" › ");
}
