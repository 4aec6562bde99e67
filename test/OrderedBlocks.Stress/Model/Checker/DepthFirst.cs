namespace ModelChecking;

/// <summary>
/// All executions with at most so many preemptions, one after the other. A state that was met before, with at least as many
/// preemptions left, is not explored again: from there the execution runs on undisturbed.
/// </summary>
/// <param name="preemptions">The bound.</param>
/// <param name="forgets">Every execution is explored, whatever states it comes to: to test that none is left out.</param>
internal sealed class DepthFirst(int preemptions, bool forgets = false) : IStrategy
{
    private readonly List<Choice> _path = [];
    private readonly Dictionary<ulong, int> _explored = [];
    private int _depth;
    private bool _isKnown;

    public int Preemptions => preemptions;

    public int States => _explored.Count;

    public bool AsksForState => !_isKnown && _depth >= _path.Count;

    public void Begin()
    {
        _depth = 0;
        _isKnown = false;
    }

    public int Choose(int point, int options, ulong state, int preemptionsLeft)
    {
        if (_isKnown)
        {
            return 0;
        }

        if (_depth < _path.Count)
        {
            Choice choice = _path[_depth++];
            if (choice.Options != options)
            {
                throw new InvalidOperationException("The scenario is not deterministic: a replay met another choice.");
            }

            return choice.Taken;
        }

        if (!forgets && _explored.TryGetValue(state, out int left) && left >= preemptionsLeft)
        {
            _isKnown = true;
            return 0;
        }

        _explored[state] = preemptionsLeft;
        _path.Add(new Choice(options, 0));
        _depth++;
        return 0;
    }

    /// <summary>Goes on to the next execution, if there is one.</summary>
    public bool TryAdvance()
    {
        while (_path.Count > 0)
        {
            Choice last = _path[^1];
            if (last.Taken + 1 < last.Options)
            {
                _path[^1] = last with { Taken = last.Taken + 1 };
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    private readonly record struct Choice(int Options, int Taken);
}
