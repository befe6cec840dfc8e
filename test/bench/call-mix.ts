/** Who answers in a run of the cost part: people, or the usual mix of nobody, machines, busy lines and people. */
export type CallMix = 'people' | 'usual'
