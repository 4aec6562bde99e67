namespace ModelChecking;

/// <summary>A violation, and how to see it again.</summary>
/// <param name="Violation">What is not as it must be.</param>
/// <param name="Preemptions">How many preemptions it took.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Replay">The choices that lead there.</param>
/// <param name="Trace">Each step in a line.</param>
public sealed record Finding(string Violation, int Preemptions, int Steps, string Replay, string Trace);
