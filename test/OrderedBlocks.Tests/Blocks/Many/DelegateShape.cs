namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>The forms of a delegate that makes several outputs.</summary>
public enum DelegateShape
{
    /// <summary>Returns an enumerable.</summary>
    Enumerable,

    /// <summary>Returns a task.</summary>
    Task,

    /// <summary>Takes a token and returns a value task.</summary>
    ValueTask,

    /// <summary>Returns an asynchronous enumerable.</summary>
    AsyncEnumerable,

    /// <summary>Takes a token and returns an asynchronous enumerable.</summary>
    AsyncEnumerableWithToken,
}
