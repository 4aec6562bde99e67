namespace ParallelGzip;

/// <summary>Something went wrong that the user can understand: its message is the one line he gets to see.</summary>
internal sealed class UserErrorException : Exception
{
    public UserErrorException()
    {
    }

    public UserErrorException(string message)
        : base(message)
    {
    }

    public UserErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>"cannot read FILE: No such file". The path some messages of .NET end with is cut: it is named already.</summary>
    public static UserErrorException From(string what, Exception cause)
    {
        string reason = cause.Message;
        int path = reason.LastIndexOf(" : '", StringComparison.Ordinal);
        if (path > 0)
        {
            reason = reason[..path];
        }

        return new UserErrorException($"{what}: {reason}", cause);
    }
}
