namespace ModelChecking;

/// <summary>Executions picked at random, for scenarios that are too large for all of them.</summary>
internal sealed class RandomWalk(int seed) : IStrategy
{
    private readonly Random _random = new(seed);
    private double _restlessness;

    public int Preemptions => int.MaxValue;

    public bool AsksForState => false;

    // Some executions are nearly undisturbed, others switch at every other step.
    public void Begin() => _restlessness = Math.Pow(_random.NextDouble(), 2) / 2;

    public int Choose(int point, int options, ulong state, int preemptionsLeft) =>
        _random.NextDouble() < _restlessness ? _random.Next(options) : 0;
}
