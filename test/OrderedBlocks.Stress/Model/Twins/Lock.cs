using ModelChecking;

namespace System.Threading;

/// <summary>
/// The lock of the model; the compiler takes it for the real one. Entering is an interlocked operation, leaving a store that
/// can be delayed. Its word carries what the last owner had seen, for what the lock protects is no part of the modelled memory.
/// </summary>
internal sealed class Lock
{
    private const long Held = 1;

    private readonly Cell _cell = ModelRun.CreateCell(0);
    private int _owner = -1;
    private int _depth;

    public bool IsHeldByCurrentThread => _depth > 0 && _owner == ModelRun.ThreadId;

    public void Enter()
    {
        while (!TryEnter())
        {
            ModelRun.Current.WaitUntil(() => ModelRun.Visible(_cell) != Held);
        }
    }

    public bool TryEnter()
    {
        if (IsHeldByCurrentThread)
        {
            _depth++;
            return true;
        }

        // A look first: a try that fails is no fence.
        if (ModelRun.Current.Read(_cell) == Held || ModelRun.Current.Exchange(_cell, Held) == Held)
        {
            return false;
        }

        _owner = ModelRun.ThreadId;
        _depth = 1;
        return true;
    }

    public void Exit()
    {
        if (--_depth == 0)
        {
            _owner = -1;
            ModelRun.Current.Write(_cell, ModelRun.Version & ~Held);
        }
    }

    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    public readonly ref struct Scope(Lock taken)
    {
        public void Dispose() => taken.Exit();
    }
}
