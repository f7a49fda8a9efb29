//! `ryugaku import` of several files: what can be taken is, and whatever was refused is a failure.

use crate::command_line::{done, ryugaku};

const PAST: &str = "# DNS が引けない\n\n## Timeline\n\nAll times in UTC.\n\n| Time | Event |\n|--|--|\n| 2020-06-09 11:00 | 保守 |\n\
                    | 2020-06-09 12:20 | 変更 |\n| 2020-06-09 12:25 | アラート |\n| 2020-06-09 12:35 | 復旧 |\n\n\
                    ## Action Items\n\n- 監視する\n\n## Stats\n\n- Time to detection: 5 minutes\n- Time to recovery: 15 minutes\n";

#[test]
fn what_is_refused_fails_and_the_rest_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let write = |name: &str, text: &str| std::fs::write(data.join(name), text).unwrap();
    write("good.md", PAST);
    write("bad.md", "# T\n\n## Timeline\n\n## Action Items\n\n- a\n");
    write("rules.yml", "groups:\n- name: a\n  rules:\n  - alert: Up\n    expr: up == 0\n");
    let (ok, said) = ryugaku(data, &["import", "bad.md"]);
    assert!(!ok && said.contains("bad.md: line ") && said.contains("bad.md: 1 problem"), "{said}");
    for words in [&["import", "--dry-run"][..], &["import"]] {
        let (ok, said) = ryugaku(data, &[words, &["bad.md", "other.md", "good.md", "rules.yml"]].concat());
        assert!(!ok && said.contains("bad.md: line ") && said.contains("other.md cannot be read"), "{said}");
        assert!(said.contains("DNS") && said.contains("2 of 4 files"), "{said}");
        assert_eq!(said.contains("INC-1"), words.len() == 1, "{said}");
    }
    assert!(done(data, &["postmortem", "list"]).contains("DNS"));
    assert!(done(data, &["alert-rule", "list"]).contains("Up"));
    assert!(done(data, &["import", "good.md", "rules.yml"]).contains("INC-1"), "what is there already is no failure");
    write("people.csv", "name,email\nA,bad\nB,b@example.com\n");
    let (ok, said) = ryugaku(data, &["import", "--dry-run", "people.csv"]);
    assert!(!ok && said.contains("Line 2, email:"), "{said}");
    done(data, &["import", "--skip-refused", "people.csv"]);
}
