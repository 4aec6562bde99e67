namespace ModelChecking;

/// <summary>What came of exploring a scenario.</summary>
/// <param name="Executions">How many there were.</param>
/// <param name="States">How many different states something could be chosen in.</param>
/// <param name="Deepest">The steps of the longest.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="IsComplete">Whether these were all executions within the bound.</param>
/// <param name="Finding">The violation that ended it, if there was one.</param>
public sealed record Exploration(long Executions, int States, int Deepest, TimeSpan Elapsed, bool IsComplete, Finding? Finding);
